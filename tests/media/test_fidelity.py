"""Sound through each direction, sample by sample: nothing lost, nothing doubled, and how much the codec takes.

The other end is discord.py's 48 kHz stereo codec, set up as Discord's clients do (VOIP, 64 kbit/s). The codec rewrites
waveforms, so a signal-to-noise ratio near 10 dB sounds good; what matters is that it is even and nothing shifts.
"""

import random
from collections.abc import Callable
from typing import Literal

import discord.opus
import numpy as np
import pytest

from bot.media import opus
from bot.media.playout import Playout
from bot.media.receiver import AudioReceiver
from tests.media.sounds import Sound, floats, pcm, speech, sweep

SECONDS = 8.0
LOSS_MARGIN = {"voip": 15.0, "audio": 8.0}
"""dB that a stream with 5 % loss stays above its difference from the same stream without: with FEC, and made up."""
Record = Callable[[str, object], None]
SOUNDS = [pytest.param(sweep, id="sweep"), pytest.param(speech, id="speech")]


def _resampled(sound: Sound, ratio: float) -> Sound:
    """At another rate, band-limited, as long as the whole."""
    count = round(len(sound) * ratio)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound), count) * ratio if ratio < 1 else _raised(sound, count, ratio))


def _raised(sound: Sound, count: int, ratio: float) -> Sound:
    return np.asarray(np.fft.irfft(np.pad(np.fft.rfft(sound), (0, count // 2 - len(sound) // 2)), count) * ratio)


def _delay(heard: Sound, sent: Sound, most: int) -> int:
    """By how many samples `heard` comes later, by correlation of the whole."""
    size = len(sent)
    product = np.fft.irfft(np.fft.rfft(heard, 2 * size) * np.conj(np.fft.rfft(sent, 2 * size)))
    return int(np.argmax(product[:most]))


def _aligned(heard: Sound, sent: Sound, rate: int) -> tuple[float, float]:
    """Signal-to-noise ratio in dB, and the worst correlation of any audible 100 ms, at one delay for all of it."""
    delay = _delay(heard, sent, rate // 25)
    late, early = heard[delay:], sent[: len(sent) - delay]
    gain = float(late @ early / (late @ late))
    noise = gain * late - early
    worst = 1.0
    for start in range(0, len(early) - rate // 10, rate // 10):
        a, b = late[start : start + rate // 10], early[start : start + rate // 10]
        if np.sqrt(np.mean(b**2)) > 800:
            worst = min(worst, float(a @ b / np.sqrt((a @ a) * (b @ b))))
    return float(10 * np.log10((early @ early) / (noise @ noise))), worst


@pytest.fixture(autouse=True)
def _their_codec() -> None:
    """discord.py looks for the system's libopus only."""
    if not discord.opus.is_loaded():
        discord.opus.load_opus(opus.open_first(opus.candidates())._name)


def _their_packets(sound: bytes, application: Literal["voip", "audio"] = "voip") -> list[bytes]:
    """48 kHz mono in, Discord's stereo packets out: hybrid ones with FEC, or music's CELT without."""
    signal: Literal["voice", "music"] = "voice" if application == "voip" else "music"
    encoder = discord.opus.Encoder(
        application=application, bitrate=64, expected_packet_loss=0.05, signal_type=signal, fec=application == "voip"
    )
    stereo = np.repeat(np.frombuffer(sound, "<i2")[:, None], 2, axis=1).tobytes()
    return [encoder.encode(stereo[at : at + 3840], 960) for at in range(0, len(stereo), 3840)]


def _heard(packets: list[bytes], lost: set[int]) -> tuple[Sound, AudioReceiver]:
    """Through the receiver in real time, with some packets missing."""
    receiver = AudioReceiver(opus.Decoder)
    frames: list[bytes] = []
    for index, packet in enumerate(packets):
        now = 1 + 0.02 * index
        if (deadline := receiver.deadline()) is not None and deadline <= now:
            receiver.handle_deadline(now)
        if index not in lost:
            receiver.packet((index + 65_400) % 65_536, 960 * index, packet, now)
        frames += [frame for frame in receiver.take() if frame is not None]
    return floats(b"".join(frames)), receiver


@pytest.mark.parametrize("make", SOUNDS)
def test_inward(make: Callable[[int, float], bytes], record_property: Record) -> None:
    """A Discord client's packets at 16 kHz: as many samples as were spoken, each where it belongs."""
    sent = make(48_000, SECONDS)
    heard, receiver = _heard(_their_packets(sent), lost=set())
    assert len(heard) == SECONDS * 16_000
    assert set(receiver.counters) == {"packets"}
    ratio, worst = _aligned(heard, _resampled(floats(sent), 1 / 3), 16_000)
    record_property("snr_db", round(ratio, 1))
    print(f"inward {make.__name__}: {ratio:.1f} dB, worst 100 ms correlate {worst:.3f}")
    assert ratio > 6
    assert worst > 0.5


@pytest.mark.parametrize("make", SOUNDS)
def test_outward(make: Callable[[int, float], bytes], record_property: Record) -> None:
    """Our packets in discord.py's decoder at 48 kHz stereo."""
    sent = make(24_000, SECONDS)
    playout = Playout(opus.Encoder())
    for start in range(0, len(sent), 3000):
        playout.push(1, sent[start : start + 3000])
    playout.end(1)
    decode = discord.opus.Decoder().decode  # type: ignore[no-untyped-call]  # discord.py leaves __init__ untyped
    stereo = b"".join(decode(packet, fec=False) for packet in iter(playout.pop, None))
    both = np.frombuffer(stereo, "<i2").reshape(-1, 2).astype(np.float64)
    assert len(both) == (SECONDS + 0.1) * 48_000, "five packets of silence follow"
    assert np.array_equal(both[:, 0], both[:, 1])
    ratio, worst = _aligned(both[: round(SECONDS * 48_000), 0], _resampled(floats(sent), 2), 48_000)
    record_property("snr_db", round(ratio, 1))
    print(f"outward {make.__name__}: {ratio:.1f} dB, worst 100 ms correlate {worst:.3f}")
    assert ratio > 10
    assert worst > 0.8


@pytest.mark.parametrize("make", SOUNDS)
@pytest.mark.parametrize("application", ["voip", "audio"])
def test_five_percent_loss(
    make: Callable[[int, float], bytes], application: Literal["voip", "audio"], record_property: Record
) -> None:
    """Against the clean run: the same length, and the difference stays under the margin."""
    packets = _their_packets(make(48_000, SECONDS), application)
    chance = random.Random(5)
    lost = {index for index in range(5, len(packets) - 5) if chance.random() < 0.05}
    clean, _ = _heard(packets, lost=set())
    mended, receiver = _heard(packets, lost)
    assert len(mended) == len(clean)
    assert receiver.counters["recovered"] + receiver.counters["concealed"] == receiver.counters["lost"] == len(lost)
    difference = mended - clean
    ratio = float(10 * np.log10((clean @ clean) / (difference @ difference)))
    record_property("loss_snr_db", round(ratio, 1))
    print(f"5 % loss, {application}, {make.__name__}: {ratio:.1f} dB against the clean run, {dict(receiver.counters)}")
    assert ratio > LOSS_MARGIN[application]


def test_sounds_are_sounds() -> None:
    """The generated speech has pauses and loud places, and no clipping."""
    sound = floats(speech(16_000, 4))
    level = [np.sqrt(np.mean(sound[at : at + 320] ** 2)) for at in range(0, len(sound), 320)]
    assert min(level) < 50
    assert 1000 < max(level) < 12_000
    assert floats(pcm(np.array([1e9, -1e9]))).tolist() == [32767, -32768]
