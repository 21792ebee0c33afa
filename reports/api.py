"""Published bulletins for other systems: the list, the document as it was frozen, and its PDF."""

from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from reports.acts import files
from reports.models import Bulletin, BulletinRevision
from units.models import User


class Pdf(BaseRenderer):
    """So that a client may ask for application/pdf."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data


class RevisionSerializer(serializers.ModelSerializer[BulletinRevision]):
    class Meta:
        model = BulletinRevision
        fields = ["number", "method", "published_at", "why", "changes", "document_sha256", "pdf_sha256"]


class BulletinRow(serializers.ModelSerializer[Bulletin]):
    frame = serializers.CharField(source="frame.code", help_text="版式")
    revisions = RevisionSerializer(many=True, help_text="已发布的各版，最新的在前")

    class Meta:
        model = Bulletin
        fields = ["id", "title", "period", "frame", "revisions"]


class BulletinDetail(BulletinRow):
    document = serializers.SerializerMethodField(help_text="最新一版的文稿，各部分以 form 标明种类")

    class Meta(BulletinRow.Meta):
        fields = [*BulletinRow.Meta.fields, "document"]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_document(self, bulletin: Bulletin) -> dict[str, object]:
        newest = bulletin.revisions.all()[0]
        return dict(newest.document)


@extend_schema_view(
    list=extend_schema(summary="通报列表", description="已发布的通报，期间新的在前。"),
    retrieve=extend_schema(summary="通报文稿", description="最新一版发布时的文稿，此后不变。"),
)
class BulletinViewSet(viewsets.ReadOnlyModelViewSet[Bulletin]):
    queryset = Bulletin.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Bulletin]:
        """Only what was published: drafts are for those who write them."""
        revisions = BulletinRevision.objects.order_by("-number")
        if self.action == "list":
            revisions = revisions.defer("document", "findings", "begins")
        rows = Bulletin.objects.published_to(cast(User, self.request.user))
        return rows.select_related("frame").defer("draft", "begins").prefetch_related(Prefetch("revisions", revisions))

    def get_serializer_class(self) -> type[BulletinRow]:
        return BulletinDetail if self.action == "retrieve" else BulletinRow

    @extend_schema(summary="通报 PDF", responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "最新一版的文件")})
    @action(detail=True, renderer_classes=[Pdf])
    def pdf(self, request: Request, pk: str) -> HttpResponse:
        """The same file that the page hands out, checked against its hash."""
        file = files.file_of(self.get_object(), "")
        disposition = content_disposition_header(True, file.name) or "attachment"
        return HttpResponse(file.content, content_type="application/pdf", headers={"Content-Disposition": disposition})
