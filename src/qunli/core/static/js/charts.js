// Draws the rows of a figure with ECharts; the table stays for everyone the picture does not reach.
const ROW = 34;
const MARGIN = 70;
const dayStart = (text) => Date.parse(`${text}T00:00:00`);
const PAPER = 620; // pixels between the margins of A4
let onPaper = false;
const colour = (name) => {
  const probe = document.createElement("span");
  if (onPaper) probe.style.colorScheme = "light";
  probe.style.color = `var(--q-${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

function palette() {
  const names = ["accent", "accent-soft", "ink", "ink-soft", "line", "sheet", "late", "soon", "good", "line-strong"];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

const toneColour = (paint, tone) => ({ wrong: paint.late, warn: paint.soon, good: paint.good, quiet: paint["line-strong"] })[tone] ?? paint.accent;

function frame(paint) {
  const style = getComputedStyle(document.body);
  return {
    animation: false,
    textStyle: { fontFamily: style.fontFamily, color: paint.ink },
    tooltip: { renderMode: "richText", backgroundColor: paint.sheet, borderColor: paint.line, textStyle: { color: paint.ink } },
    grid: { left: 8, right: 56, top: 12, bottom: 8, containLabel: true },
  };
}

const words = (paint) => ({ color: paint["ink-soft"], fontSize: 13 });
const quiet = (paint) => ({ axisLine: { lineStyle: { color: paint.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: paint.line, type: "dashed" } }, axisLabel: words(paint) });

function narrowLabel(paint, width) {
  return { ...words(paint), color: paint.ink, width: Math.min(220, Math.round(width * 0.34)), overflow: "truncate" };
}

function ranked(chart, paint, width) {
  const rows = chart.rows;
  return {
    ...frame(paint),
    xAxis: { type: "value", ...quiet(paint) },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.label), ...quiet(paint), axisLabel: narrowLabel(paint, width) },
    series: [{
      type: "bar",
      barMaxWidth: 18,
      data: rows.map((row) => ({ value: row.value, itemStyle: { color: toneColour(paint, row.tone), borderRadius: [0, 4, 4, 0] } })),
      label: { show: true, position: "right", color: paint.ink, formatter: (point) => `${point.value}${chart.unit ? ` ${chart.unit}` : ""}` },
    }],
  };
}

function todayLine(chart, paint) {
  return {
    silent: true,
    symbol: "none",
    data: [{ xAxis: Date.now() }],
    lineStyle: { color: paint["ink-soft"], type: "dashed", width: 1 },
    label: { formatter: chart.today, color: paint["ink-soft"], position: "start" },
  };
}

function timeAxis(paint, days) {
  const first = Math.min(...days);
  const last = Math.max(...days);
  const room = Math.max(86400000, (last - first) * 0.04);
  return { type: "time", min: first - room, max: last + room, ...quiet(paint), axisLabel: { ...words(paint), hideOverlap: true, showMinLabel: false, showMaxLabel: false } };
}

function gantt(chart, paint, width, echarts) {
  const rows = chart.rows;
  return {
    ...frame(paint),
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    xAxis: timeAxis(paint, rows.flatMap((row) => [dayStart(row.start), dayStart(row.end)])),
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.label), ...quiet(paint), axisLabel: narrowLabel(paint, width) },
    tooltip: { ...frame(paint).tooltip, formatter: (point) => `${rows[point.dataIndex].label}\n${rows[point.dataIndex].start} – ${rows[point.dataIndex].end}` },
    series: [{
      type: "custom",
      encode: { x: [1, 2], y: 0 },
      data: rows.map((row, index) => [index, dayStart(row.start), dayStart(row.end)]),
      markLine: todayLine(chart, paint),
      renderItem: (params, api) => {
        const from = api.coord([api.value(1), api.value(0)]);
        const to = api.coord([api.value(2), api.value(0)]);
        const height = Math.min(16, api.size([0, 1])[1] * 0.55);
        const box = { x: from[0], y: from[1] - height / 2, width: Math.max(4, to[0] - from[0]), height };
        const shape = echarts.graphic.clipRectByRect(box, params.coordSys);
        return shape && { type: "rect", shape: { ...shape, r: 4 }, style: { fill: toneColour(paint, rows[api.value(0)].tone) } };
      },
    }],
  };
}

function timeline(chart, paint, width) {
  const rows = chart.rows;
  return {
    ...frame(paint),
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    xAxis: timeAxis(paint, rows.map((row) => dayStart(row.date))),
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.label), ...quiet(paint), axisLabel: narrowLabel(paint, width) },
    tooltip: { ...frame(paint).tooltip, formatter: (point) => `${rows[point.dataIndex].label}\n${rows[point.dataIndex].date}` },
    series: [{
      type: "scatter",
      symbolSize: 14,
      data: rows.map((row, index) => ({ value: [dayStart(row.date), index], itemStyle: { color: toneColour(paint, row.tone) } })),
      markLine: todayLine(chart, paint),
    }],
  };
}

function sankey(chart, paint, width) {
  const names = [...new Set(chart.rows.flatMap((row) => [row.source, row.target]))];
  const sources = new Set(chart.rows.map((row) => row.source));
  const right = Math.min(280, Math.round(width * 0.42));
  return {
    ...frame(paint),
    series: [{
      type: "sankey",
      left: 8,
      right,
      top: 12,
      bottom: 12,
      nodeWidth: 14,
      nodeGap: 14,
      draggable: false,
      emphasis: { focus: "adjacency" },
      data: names.map((name) => ({ name, itemStyle: { color: sources.has(name) ? paint.accent : paint["line-strong"], borderWidth: 0 } })),
      links: chart.rows.map((row) => ({ source: row.source, target: row.target, value: row.value })),
      lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
      label: { color: paint.ink, fontSize: 13, width: right - 12, overflow: "truncate" },
      tooltip: { formatter: (point) => (point.dataType === "edge" ? `${point.data.source} → ${point.data.target}\n${point.value} ${chart.unit}` : `${point.name}\n${point.value} ${chart.unit}`) },
    }],
  };
}

const KINDS = { ranked, gantt, timeline, sankey };

function draw(figure, echarts) {
  const chart = JSON.parse(document.getElementById(figure.dataset.source).textContent);
  if (chart.rows.length === 0) return;
  const canvas = figure.querySelector(".chart-canvas");
  canvas.hidden = false;
  canvas.style.setProperty("--chart-height", `${chart.rows.length * ROW + MARGIN}px`);
  const picture = echarts.init(canvas, null, { renderer: "svg" });
  const paper = figure.closest(".col-lg-6") ? PAPER / 2 - 16 : PAPER;
  const paint = () => picture.setOption(KINDS[chart.kind](chart, palette(), onPaper ? paper : canvas.clientWidth, echarts), true);
  const fit = () => {
    picture.resize({ width: onPaper ? paper : "auto" });
    paint();
  };
  paint();
  document.addEventListener("qunli:theme", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new ResizeObserver(fit).observe(canvas);
  for (const [event, is] of [["beforeprint", true], ["afterprint", false]]) {
    window.addEventListener(event, () => {
      onPaper = is;
      fit();
    });
  }
  figure.querySelector(".chart-table").open = false;
}

function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
}

const figures = [...document.querySelectorAll("[data-chart]")];
if (figures.length > 0) {
  const echarts = await load(figures[0].dataset.echarts);
  for (const figure of figures) draw(figure, echarts);
}
