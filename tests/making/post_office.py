"""A post office: takes letters over SMTP on this machine, keeps their ids, and can drop one on the floor."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Final

ID: Final = re.compile(rb"^Message-ID:\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)


class PostOffice(socketserver.ThreadingTCPServer):
    """Listens on a free port until it is shut; `taken` and `dropped` hold the ids of letters as they came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.taken: list[str] = []
        self.dropped: list[str] = []
        self.stalls = threading.Event()
        self.holds = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Say where to bring letters."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def stall(self) -> None:
        """Drop the next letter without ever saying so, and turn `holds` on once it is here."""
        self.holds.clear()
        self.stalls.set()


class _Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                if not self._take():
                    return
            self._say("221 goodbye" if word == b"QUIT" else "250 well")

    def _take(self) -> bool:
        letter = b""
        while not letter.endswith(b"\r\n.\r\n") and (line := self.rfile.readline()):
            letter += line
        ids = [found.decode() for found in ID.findall(letter)]
        if self.server.stalls.is_set():
            self.server.stalls.clear()
            self.server.dropped += ids
            self.server.holds.set()
            self.rfile.read(1)  # until whoever brought it is gone
            return False
        self.server.taken += ids
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
