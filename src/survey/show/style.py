"""The house style: one accent, quiet greys, one Japanese font for pictures and one for Office files."""

from __future__ import annotations

ACCENT = "#0B3D91"
SECOND = "#8FA3C4"
QUIET = "#D3D7DE"
ABSENT = "#ECEEF1"
TEXT = "#1F2430"
MUTED = "#5B6270"

# What a series' role looks like; the main series is paler where it is not the subject's.
ROLE_COLOURS = {"main": SECOND, "second": QUIET, "quiet": QUIET, "absent": ABSENT}
STATE_COLOURS = {"online": SECOND, "unmarked": "#FFFFFF", "not_applicable": ABSENT}

# In slides and workbooks: on every Windows and Mac with Office. Pictures use the font that comes with the package.
OFFICE_FONT = "Yu Gothic"


def use_house_style() -> None:
    """Set matplotlib up for Japanese figures: style first, font last, since a style resets the font."""
    import matplotlib as mpl

    mpl.rcParams.update(
        {
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "axes.edgecolor": MUTED,
            "axes.labelcolor": MUTED,
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
