"""Addresses of the directory."""

from django.urls import path

from qunli.directory.views import clusters, experts, facts, imports, likenesses, organizations

app_name = "directory"

urlpatterns = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/add/", organizations.organization_add, name="organization_add"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path("organizations/<int:pk>/change/", organizations.organization_change, name="organization_change"),
    path("organizations/<int:pk>/tiers/add/", facts.certification_add, name="certification_add"),
    path("tiers/<int:pk>/change/", facts.certification_change, name="certification_change"),
    path("organizations/<int:pk>/capabilities/add/", facts.capability_add, name="capability_add"),
    path("organizations/<int:pk>/relations/add/", facts.relation_add, name="relation_add"),
    path("relations/<int:pk>/end/", facts.relation_end, name="relation_end"),
    path("organizations/<int:pk>/contacts/add/", facts.contact_add, name="contact_add"),
    path("contacts/<int:pk>/hand-over/", facts.contact_hand_over, name="contact_hand_over"),
    path("contacts/<int:pk>/end/", facts.contact_end, name="contact_end"),
    path("organizations/<int:pk>/credit-marks/add/", facts.credit_mark_add, name="credit_mark_add"),
    path("credit-marks/<int:pk>/lift/", facts.credit_mark_lift, name="credit_mark_lift"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/add/", clusters.cluster_add, name="cluster_add"),
    path("fields/<int:pk>/change/", clusters.technology_field_change, name="technology_field_change"),
    path("clusters/<int:pk>/", clusters.cluster, name="cluster"),
    path("clusters/<int:pk>/change/", clusters.cluster_change, name="cluster_change"),
    path("clusters/<int:pk>/segments/add/", clusters.segment_add, name="segment_add"),
    path("clusters/<int:pk>/fields/add/", clusters.technology_field_add, name="technology_field_add"),
    path("clusters/<int:pk>/members/add/", clusters.membership_add, name="membership_add"),
    path("clusters/<int:pk>/import/", imports.import_add, name="import_add"),
    path("memberships/<int:pk>/change/", clusters.membership_change, name="membership_change"),
    path("memberships/<int:pk>/end/", clusters.membership_end, name="membership_end"),
    path("experts/", experts.experts, name="experts"),
    path("experts/add/", experts.expert_add, name="expert_add"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("experts/<int:pk>/change/", experts.expert_change, name="expert_change"),
    path("experts/<int:pk>/posts/add/", experts.post_add, name="post_add"),
    path("experts/<int:pk>/coauthors/add/", experts.coauthor_add, name="coauthor_add"),
    path("coauthors/<int:pk>/remove/", experts.coauthor_remove, name="coauthor_remove"),
    path("posts/<int:pk>/end/", experts.post_end, name="post_end"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.rosterimport, name="rosterimport"),
    path("imports/<int:pk>/enter/", imports.import_enter, name="import_enter"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("likenesses/", likenesses.likenesses, name="likenesses"),
    path("organizations/<int:pk>/merge/", likenesses.merge_choose, name="merge_choose"),
    path("organizations/<int:pk>/merge/<int:other>/", likenesses.merge, name="merge"),
    path("likenesses/<int:pk>/apart/", likenesses.likeness_apart, name="likeness_apart"),
    path("likenesses/<int:pk>/again/", likenesses.likeness_again, name="likeness_again"),
    path("merges/<int:pk>/undo/", likenesses.merge_undo, name="merge_undo"),
]
