"""The language of tones by which the simulators talk."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sims.whistle import PHRASES, TWICE, Hearer, mark, phrase, speak


@settings(max_examples=60)
@given(number=st.integers(0, 0xFFFF), rate=st.sampled_from([8000, 16000, 24000, 48000]), size=st.integers(1, 5000))
def test_every_number_is_heard_however_it_is_cut(number: int, rate: int, size: int) -> None:
    pcm = speak(number, rate, seconds=0.6)
    hearer = Hearer(rate)
    heard = [found for start in range(0, len(pcm), size) for found in hearer.feed(pcm[start : start + size])]
    assert heard == [number]


def test_the_length_is_as_asked_but_long_enough_to_be_understood() -> None:
    assert len(speak(7, 24000, seconds=2.0)) == 2 * 48000
    assert Hearer(24000).feed(speak(7, 24000, seconds=0.1)) == [7]


def test_the_same_number_twice_is_two_numbers() -> None:
    assert Hearer(16000).feed(speak(0x1111, 16000) * 2) == [0x1111, 0x1111]


def test_what_was_missed_is_heard_the_second_time() -> None:
    """Wherever in the first half the hole is, and however long, the number is heard once."""
    for start in range(24):
        for blocks in range(1, 25 - start):
            pcm = bytearray(speak(0x0C3E, 16000, seconds=TWICE))
            pcm[start * 640 : (start + blocks) * 640] = bytes(640 * blocks)
            assert Hearer(16000).feed(bytes(pcm)) == [0x0C3E], (start, blocks)


def test_an_offset_of_any_number_of_samples_does_no_harm() -> None:
    for offset in range(0, 320, 37):
        assert Hearer(16000).feed(bytes(2 * offset) + speak(0xABCD, 16000)) == [0xABCD]


@pytest.mark.parametrize("lost", range(1, 5))
def test_lost_blocks_do_no_harm(lost: int) -> None:
    """Five per cent of packets are one in twenty: of twenty-four that carry the number."""
    chance = random.Random(lost)
    for _ in range(10):
        pcm = bytearray(speak(0x0C3E, 16000, seconds=0.6))
        for place in chance.sample(range(0, 24, 5), min(lost, 3)):
            pcm[place * 640 : (place + 1) * 640] = bytes(640)
        assert Hearer(16000).feed(bytes(pcm)) == [0x0C3E]


def test_noise_and_a_cut_number_are_no_number() -> None:
    noise = np.random.default_rng(1).normal(0, 4000, 48000).clip(-32768, 32767).astype("<i2").tobytes()
    assert Hearer(16000).feed(noise) == []
    assert Hearer(16000).feed(speak(9, 16000)[:9600] + bytes(32000)) == []


def test_a_number_in_noise_is_heard() -> None:
    noise = np.random.default_rng(2).normal(0, 1500, 24000)
    loud = np.frombuffer(speak(0xBEEF, 24000, seconds=1.0), "<i2") + noise
    assert Hearer(24000).feed(loud.astype("<i2").tobytes()) == [0xBEEF]


def test_a_number_survives_opus() -> None:
    """Through libopus by way of PyAV, so that no binding of ours is trusted."""
    av = pytest.importorskip("av", reason="PyAV brings libopus")
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "mono", "s16"
    encoder.bit_rate = 24000
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48000, "mono"
    samples = np.frombuffer(speak(0x5A0F, 48000), "<i2")
    heard = Hearer(48000)
    found: list[int] = []
    for start in range(0, len(samples) - 959, 960):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + 960], format="s16", layout="mono")
        frame.sample_rate = 48000
        for packet in encoder.encode(frame):
            for out in decoder.decode(packet):
                array = out.to_ndarray()
                plain = array if array.dtype == np.int16 else (array * 32767).clip(-32768, 32767).astype("<i2")
                found += heard.feed(plain.reshape(-1)[:: out.layout.nb_channels].astype("<i2").tobytes())
    assert found == [0x5A0F]


def test_marks_depend_on_the_words_alone() -> None:
    assert mark("How  are\nyou? ") == mark("How are you?") != mark("How are you")


def test_phrases_and_what_is_none() -> None:
    assert len(set(PHRASES)) >= 24
    assert phrase(len(PHRASES) + 3) == PHRASES[3]
    assert phrase(0x100) == "…"
    with pytest.raises(ValueError, match="16 bits"):
        speak(0x10000, 16000)
