"""The house style: one accent, quiet greys, one Japanese font for pictures and one for Office files."""

from __future__ import annotations

ACCENT = "#0B3D91"
SECOND = "#8FA3C4"
THIRD = "#B3C0D9"
QUIET = "#D3D7DE"
ABSENT = "#ECEEF1"
TEXT = "#1F2430"
MUTED = "#5B6270"
WHITE = "#FFFFFF"
BLACK = "#000000"
# Behind what is stressed in a table; the ends of a map's scale, on all of which dark words are easily read; lines that
# only guide the eye.
TINT = "#E3EAF6"
PALEST, DEEPEST = "#EEF3FB", "#86A9E4"
GUIDE = "#E1E5EB"
# What small text needs against its ground (WCAG 2, level AA).
LEAST_CONTRAST = 4.5

# What a series' role looks like; the main series is paler where it is not the subject's.
ROLE_COLOURS = {"main": SECOND, "second": THIRD, "quiet": QUIET, "absent": ABSENT}
STATE_COLOURS = {"online": SECOND, "unmarked": WHITE, "not_applicable": ABSENT}

# In slides and workbooks: on every Windows and Mac with Office. Pictures use the font that comes with the package.
OFFICE_FONT = "Yu Gothic"


def scale_colour(share: float) -> str:
    """A colour between the palest (0) and the deepest (1)."""
    share = min(1.0, max(0.0, share))
    ends = zip(_channels(PALEST), _channels(DEEPEST), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in ends)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, after WCAG 2."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """The text colour that can be read on this ground: the usual one, else white, else black."""
    return next(ink for ink in (TEXT, WHITE, BLACK) if contrast(ink, ground) >= LEAST_CONTRAST)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in _channels(colour))
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def use_house_style() -> None:
    """Set matplotlib up for Japanese figures: style first, font last, since a style resets the font."""
    import matplotlib as mpl
    from matplotlib.rcsetup import cycler

    mpl.rcParams.update(
        {
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "axes.edgecolor": MUTED,
            "axes.labelcolor": MUTED,
            "axes.prop_cycle": cycler(color=[ACCENT, SECOND, MUTED, QUIET, TEXT]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 12,
            "font.size": 10,
            "text.color": TEXT,
            "xtick.color": MUTED,
            "ytick.color": TEXT,
        }
    )
    import matplotlib_fontja

    matplotlib_fontja.japanize()
