"""Attachments, and papers printed from the records."""

from django.db import models

from qunli.core.models.record import AboutRef, Record
from qunli.core.states import PaperKind


class Attachment(Record, AboutRef):
    """A file that belongs to a record. Stored outside the web root, typed by its content."""

    file = models.FileField(max_length=200)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    is_confidential = models.BooleanField(default=False)
    added_by_id = models.BigIntegerField(null=True)
    added_by_label = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["about_room", "about_kind", "about_id"], name="attachment_about"),)
        constraints = (models.CheckConstraint(condition=models.Q(size__gte=0), name="attachment_size"),)

    def __str__(self) -> str:
        """Show the file's name."""
        return self.name

    @property
    def ref_label(self) -> str:
        """Name by key: a file's own name may tell too much."""
        return f"file {self.pk}"


class Paper(Record, AboutRef):
    """A document merged from the records: version and check code stand on the printed copy."""

    template = models.CharField(max_length=60, choices=PaperKind)
    version = models.PositiveIntegerField()
    check_code = models.CharField(max_length=16, unique=True)
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=10, blank=True, default="")
    file = models.FileField(max_length=200)
    made_by_id = models.BigIntegerField(null=True)
    made_by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    stamped_scan = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["about_room", "about_kind", "about_id", "template", "version"], name="paper_version_once"
            ),
            models.CheckConstraint(condition=models.Q(template__in=PaperKind.values), name="paper_template"),
        )

    def __str__(self) -> str:
        """Show what it is, and its version."""
        return f"{self.title} v{self.version}"

    @property
    def title(self) -> str:
        """What kind of paper it is, in the reader's words."""
        return self.get_template_display()

    @property
    def file_name(self) -> str:
        """Name the file that is handed out, in the reader's words."""
        return f"{self.title}-{self.about_label}-v{self.version}.docx"
