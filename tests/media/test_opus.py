"""The codec's binding, and finding the codec."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OpusMissing
from bot.media import libraries, opus
from bot.media.rtp import SILENCE


@pytest.mark.parametrize(
    ("packet", "length"),
    [
        (b"", 0),
        (SILENCE, 20),
        (b"\x00", 10),
        (b"\x18x", 60),
        (b"\x60x", 10),
        (b"\x78x", 20),
        (b"\x80x", 2.5),
        (b"\x79xx", 40),
        (b"\x7a\x01xx", 40),
        (b"\x7b", 0),
        (b"\x7b\x03xxx", 60),
        (b"\x1b\x03xxx", 0),
        (b"\x7b\x00", 0),
    ],
)
def test_a_packet_says_how_long_it_is(packet: bytes, length: float) -> None:
    """By the table of RFC 6716; what cannot be a packet lasts no time."""
    assert opus.milliseconds(packet) == length


def test_only_speech_modes_carry_fec() -> None:
    """SILK and hybrid do, CELT does not."""
    assert [opus.carries_fec(bytes((config << 3,))) for config in (0, 11, 12, 15, 16, 31)] == [True] * 4 + [False] * 2
    assert not opus.carries_fec(b"")


def test_every_call_gives_its_length() -> None:
    """20 ms in, 20 ms out, in each direction and for what is made up."""
    encoder = opus.Encoder(application=opus.VOIP)
    decoder = opus.Decoder()
    packet = encoder.encode(bytes(encoder.frame_bytes))
    assert opus.milliseconds(packet) == 20
    for sound in (decoder.decode(packet), decoder.recover(packet), decoder.conceal(), decoder.decode(SILENCE)):
        assert len(sound) == 640
    assert [len(decoder.conceal(ms)) for ms in (2.5, 60)] == [80, 1920]


def test_wrong_lengths_never_reach_the_library() -> None:
    """It would read beyond the frame, or invent sound for an empty packet."""
    with pytest.raises(opus.OpusError, match="960 bytes"):
        opus.Encoder().encode(bytes(958))
    with pytest.raises(opus.OpusError, match="empty"):
        opus.Decoder().decode(b"")


@given(st.binary(min_size=1, max_size=300))
def test_any_packet_decodes_or_is_refused(packet: bytes) -> None:
    """With OpusError and nothing else."""
    decoder = opus.Decoder()
    for call in (decoder.decode, decoder.recover):
        try:
            assert len(call(packet)) == opus.milliseconds(packet) * 32
        except opus.OpusError as error:
            assert str(error)  # noqa: PT017  (not raising is as good)


def test_what_pip_brings_is_enough() -> None:
    """Without a system libopus the bundled one is found, and it is libopus."""
    bundled = [path for path in opus.candidates() if "opuslib_next" in path]
    assert bundled
    assert opus.open_first(bundled).opus_get_version_string().startswith(b"libopus")
    assert opus.load().startswith("libopus")


def test_no_libopus_is_one_sentence_with_the_fix(tmp_path: Path) -> None:
    """Files that are no library, or another library, do not count."""
    fake = tmp_path / "libopus.so.0"
    fake.write_bytes(b"not a library")
    with pytest.raises(OpusMissing, match="apt-get install libopus0"):
        opus.open_first([str(fake), "libc.so.6"])


def test_missing_libraries_are_named() -> None:
    """One sentence each; none when all load, as here."""
    assert libraries.missing() == []

    def no_opus() -> None:
        raise OpusMissing

    def no_davey() -> None:
        raise ImportError("davey")

    sentences = libraries.missing({"a": no_opus, "davey (encryption)": no_davey, "c": lambda: None})
    assert len(sentences) == 2
    assert "libopus0" in sentences[0]
    assert sentences[1].startswith("davey (encryption) does not load (ImportError).")
