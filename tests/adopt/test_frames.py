"""Where people open what a frame showed."""

from __future__ import annotations

import pytest

from terbit.adopt.frames import label_of, page_of


@pytest.mark.parametrize(
    ("frame", "page"),
    [
        ("//www.youtube.com/embed/dQw4w9WgXcQ?rel=0", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/embed/videoseries?list=PLabc", "https://www.youtube.com/playlist?list=PLabc"),
        ("https://player.vimeo.com/video/123456", "https://vimeo.com/123456"),
        ("https://www.dailymotion.com/embed/video/x1y2", "https://www.dailymotion.com/video/x1y2"),
        ("https://docs.google.com/viewer?url=http://a.example/b.pdf", "http://a.example/b.pdf"),
        ("https://docs.google.com/viewer?url=http://[x", "https://docs.google.com/viewer?url=http://[x"),
        ("https://docs.google.com/forms/d/e/1/viewform", "https://docs.google.com/forms/d/e/1/viewform"),
        ("https://www.facebook.com/plugins/post.php?href=https://f.example/1", "https://f.example/1"),
        ("https://maps.google.co.id/maps?q=Balai+Desa", "https://www.google.com/maps/search/?api=1&query=Balai%20Desa"),
        ("https://peta.example/x", "https://peta.example/x"),
        ("https://notyoutube.com/embed/dQw4w9WgXcQ", "https://notyoutube.com/embed/dQw4w9WgXcQ"),
        ("javascript:x", ""),
        ("https://[x", ""),
        ("berkas.pdf", ""),
    ],
)
def test_pages(frame: str, page: str) -> None:
    assert page_of(frame) == page


def test_labels() -> None:
    assert label_of("https://www.youtube.com/watch?v=dQw4w9WgXcQ") == "Video YouTube"
    assert label_of("https://www.google.com/maps/search/?api=1&query=x") == "Google Maps"
    assert label_of("https://www.google.com/x") == "google.com"
    assert label_of("https://www.peta.example/") == "peta.example"
