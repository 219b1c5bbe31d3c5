"""Pictures one after the other as a GIF, WebP or MP4 file or a folder of PNG files, written frame by frame."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
from PIL import GifImagePlugin, Image

from ganstudio.export.folders import new_folder
from ganstudio.files import replacing
from ganstudio.problems import ProblemError, number

SLOWEST, FASTEST = 1, 60  # frames per second
LONGEST_SIDE = 16_383  # px, of a WebP picture
PIXEL_ART = 48  # px, up to which a picture is enlarged pixel by pixel
CRF = "12"  # x264's constant rate factor: 0 is lossless, 23 usual
BT709 = 1  # in every table of ITU-T H.273
THUMBNAIL = 96  # px, of what the colours of a GIF frame are chosen from; the whole frame takes ten times as long


@dataclass(frozen=True)
class Format:
    """suffix: of its files, none for a folder. fastest: frames per second. alpha: keeps transparency, else on white."""

    suffix: str
    label: str
    fastest: int = FASTEST
    alpha: bool = False


FORMATS = (
    Format(".gif", "GIF", fastest=50),  # players show for 1/10 s what is to be shown for less than 2/100 s
    Format(".webp", "Animated WebP", alpha=True),
    Format(".mp4", "MP4"),
    Format("", "Folder of PNG pictures", alpha=True),
)


def why_not(path: Path) -> str:
    """A sentence why no animation can be written to a file of that name here; empty when it can."""
    match path.suffix.lower():
        case ".gif" | ".webp" | "":
            return ""
        case ".mp4":
            missing = importlib.util.find_spec("av") is None
            return "MP4 needs the package “av”: pip install ganstudio[video]" if missing else ""
        case other:
            return f"animations are written as .gif, .webp, .mp4 or into a folder, not as {other}"


def write_animation(
    frames: Iterable[np.ndarray], path: Path, *, count: int, fps: float, size: int = 0, loop: bool = True
) -> Generator[int, None, None]:
    """Writes the first `count` frames, each (H, W, C) uint8 of 1, 3 or 4 channels, as the name asks: see FORMATS.

    fps: 1…60, at most 50 in a GIF; where a format counts in coarse steps, some frames are shown a step longer than
    others, so that the whole takes as long as it should. size: of the longer side in px, 0 as it is. loop: GIF and WebP
    begin again at their end, for ever.
    Yields how many frames are written. What was at `path` stays until all are, also when this is closed before its end.
    Raises ProblemError.
    """
    if reason := why_not(path):
        raise ProblemError.single("", reason)
    if not SLOWEST <= fps <= FASTEST:
        raise ProblemError.single("", f"frames per second must be {SLOWEST} to {FASTEST}, not {number(fps)}")
    (format,) = (format for format in FORMATS if format.suffix == path.suffix.lower())
    pace = Pace(count, min(fps, format.fastest), loop)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield from _writer(format)(_images(frames, count, size, format.alpha), path, pace)
    except OSError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror or error}") from error


@dataclass(frozen=True)
class Pace:
    """How frames follow one another."""

    count: int
    fps: float
    loop: bool

    def duration(self, frame: int, ticks: int) -> int:
        """For how long frame 1, 2, … is shown, in whole ticks, of which a second has that many."""
        return round(frame * ticks / self.fps) - round((frame - 1) * ticks / self.fps)


Writer = Callable[[Iterator[Image.Image], Path, Pace], Generator[int, None, None]]


def scaled(image: Image.Image, size: int) -> Image.Image:
    """The longer side as long as that, 0 as it is; small pictures grow pixel by pixel where it is a multiple.

    Raises ProblemError for a side that is too long.
    """
    longer = max(image.size)
    if not 0 < (size or longer) <= LONGEST_SIDE:
        raise ProblemError.single("", f"the longer side must be 1 to {LONGEST_SIDE:,} px, not {size or longer:,}")
    if size in (0, longer):
        return image
    by_pixel = longer <= PIXEL_ART and size % longer == 0
    width, height = (max(1, round(side * size / longer)) for side in image.size)
    return image.resize((width, height), Image.Resampling.NEAREST if by_pixel else Image.Resampling.LANCZOS)


def _writer(format: Format) -> Writer:
    match format.suffix:
        case ".gif":
            return _write_gif
        case ".webp":
            return _write_webp
        case ".mp4":
            return _write_mp4
        case _:
            return _write_folder


def _images(frames: Iterable[np.ndarray], count: int, size: int, alpha: bool) -> Iterator[Image.Image]:
    """The frames as they are to be seen, in the modes L, RGB and RGBA. Raises ProblemError when they are too few."""
    come = 0
    for frame in islice(frames, count):
        come += 1
        image = scaled(Image.fromarray(frame[..., 0] if frame.shape[-1] == 1 else frame), size)
        yield image if alpha or image.mode != "RGBA" else _on_white(image)
    if come < max(count, 1):
        raise ProblemError.single("", f"an animation of {count:,} frames cannot be made of {come:,}")


def _on_white(image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _write_gif(images: Iterator[Image.Image], path: Path, pace: Pace) -> Generator[int, None, None]:
    """Grey as it is, with one table of all greys; of colours each frame has a table of its own."""
    again = {"loop": 0} if pace.loop else {}
    with replacing(path) as file:
        for written, image in enumerate(images, 1):
            frame = image if image.mode == "L" else _of_256_colours(image)
            duration = 10 * pace.duration(written, 100)  # ms for Pillow, hundredths of a second in the file
            if written == 1:
                header, _ = GifImagePlugin.getheader(frame, info={"duration": duration, **again})
                file.writelines(header)
            file.writelines(GifImagePlugin.getdata(frame, duration=duration, include_color_table=frame.mode == "P"))
            yield written
        file.write(b";")


def _of_256_colours(image: Image.Image) -> Image.Image:
    """The very same where it has no more. No dithering: its dots would dance from frame to frame."""
    median_cut, no_dither = Image.Quantize.MEDIANCUT, Image.Dither.NONE
    if image.getcolors(256):
        return image.quantize(256, median_cut)
    thumbnail = image.copy()
    thumbnail.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.NEAREST)
    return image.quantize(palette=thumbnail.quantize(256, median_cut), dither=no_dither)


def _write_webp(images: Iterator[Image.Image], path: Path, pace: Pace) -> Generator[int, None, None]:
    """Lossless pictures in a container as RFC 9649, section 2.7, has it; Pillow would take all frames at once."""
    with replacing(path) as file:
        for written, image in enumerate(images, 1):
            width, height = (_little(side - 1, 3) for side in image.size)
            if written == 1:
                animated, transparent = 0x02, 0x10 if image.mode == "RGBA" else 0
                file.write(b"RIFF" + bytes(4) + b"WEBP")
                _write_chunk(file, b"VP8X", _little(animated | transparent, 4) + width + height)
                _write_chunk(file, b"ANIM", bytes(4) + _little(0 if pace.loop else 1, 2))  # background, how often
            place, replace = bytes(6), b"\x02"  # at the upper left, in place of the frame before, not over it
            duration = _little(pace.duration(written, 1000), 3)
            _write_chunk(file, b"ANMF", place + width + height + duration + replace + _lossless(image))
            yield written
        length = file.tell()
        file.seek(4)
        file.write(_little(length - 8, 4))


def _lossless(image: Image.Image) -> bytes:
    """The picture's chunk in a WebP file."""
    file = io.BytesIO()
    image.save(file, "WEBP", lossless=True, exact=True, method=2, quality=0)  # a little larger, eight times as fast
    return file.getvalue()[12:]


def _write_chunk(file: IO[bytes], name: bytes, content: bytes) -> None:
    file.write(name + _little(len(content), 4) + content + bytes(len(content) % 2))


def _little(value: int, length: int) -> bytes:
    return value.to_bytes(length, "little")


def _write_mp4(images: Iterator[Image.Image], path: Path, pace: Pace) -> Generator[int, None, None]:
    """H.264 as every player and browser shows it: with half the resolution of colours, hence even sides."""
    import av

    rate = Fraction(pace.fps).limit_denominator(1001)  # film's 24000/1001 exactly, too
    try:
        with replacing(path) as file, av.open(_name(file), "w", "mp4", {"movflags": "+faststart"}) as video:
            stream = video.add_stream("libx264", rate, {"crf": CRF})
            stream.pix_fmt = "yuv420p"
            told = stream.codec_context
            told.colorspace = told.color_primaries = told.color_trc = BT709  # else players guess by the size
            for written, image in enumerate(images, 1):
                pixels = _even(np.asarray(image.convert("RGB")))
                if written == 1:
                    stream.height, stream.width = pixels.shape[:2]
                rgb = av.VideoFrame.from_ndarray(pixels)
                frame = rgb.reformat(format="yuv420p", dst_colorspace=BT709, interpolation="BICUBIC")
                frame.pts, frame.time_base = written - 1, 1 / rate
                video.mux(stream.encode(frame))
                yield written
            video.mux(stream.encode())
    except av.FFmpegError as error:
        raise ProblemError.single("", f"cannot write {path}: {error.strerror or error}") from error


def _name(file: IO[bytes]) -> str:
    """For FFmpeg, which opens it a second time to move the index to the front, and takes “16:9.mp4” for an address."""
    return str(Path(file.name).absolute())


def _even(pixels: np.ndarray) -> np.ndarray:
    """With the last row and column once more where their number is odd."""
    height, width = pixels.shape[:2]
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _write_folder(images: Iterator[Image.Image], folder: Path, pace: Pace) -> Generator[int, None, None]:
    digits = max(5, len(str(pace.count - 1)))
    with new_folder(folder) as part:
        for written, image in enumerate(images, 1):
            image.save(part / f"{written - 1:0{digits}d}.png")
            yield written
