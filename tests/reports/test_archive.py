"""What a published snapshot stores reads back to the same document, and equal documents give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from reports.rules.archive import as_data, digest, from_data, to_json
from reports.rules.document import Document
from tests.reports import genres, sample


@pytest.mark.parametrize("make", [sample.document, genres.monthly, genres.half_year, genres.address_to_congress])
def test_every_genre_reads_back_the_same(make: Callable[[], Document]) -> None:
    assert from_data(json.loads(to_json(make()))) == make()
    assert from_data(as_data(make())) == make()


def test_equal_documents_have_one_digest_and_a_changed_figure_another() -> None:
    document = sample.document()
    assert digest(document) == digest(sample.document())
    assert digest(document) != digest(replace(document, mark="更正稿"))


def test_chinese_is_stored_as_it_is() -> None:
    assert "卫生健康局" in to_json(sample.document())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"form":"Poem"}', "不认识的内容：Poem"),
        ('{"form":"Text","text":"甲","colour":"red"}', "不认识的项：colour"),
        ('{"form":"Text","text":"甲","style":""}', "不是一份通报"),
    ],
)
def test_what_this_version_does_not_know_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_data(json.loads(text))
