"""The report's colours on a light and on a dark ground, as style sheet variables; the light ones are the house's."""

from __future__ import annotations

from survey.outputs import style

LIGHT = {
    "ground": style.WHITE,
    "panel": "#F6F8FB",
    "plate": style.WHITE,
    "text": style.TEXT,
    "muted": style.MUTED,
    "accent": style.ACCENT,
    "on-accent": style.WHITE,
    "tint": style.TINT,
    "line": style.QUIET,
    "guide": style.GUIDE,
    "online": style.SECOND,
    "absent": style.ABSENT,
}
DARK = {
    "ground": "#15181D",
    "panel": "#1D2127",
    # What white becomes where the figures are turned round (page.css).
    "plate": "#1A1A1A",
    "text": "#E8EBF0",
    "muted": "#A9B1BE",
    "accent": "#A8C1F5",
    "on-accent": "#10203F",
    "tint": "#26334D",
    "line": "#414853",
    "guide": "#2D333C",
    "online": "#52678F",
    "absent": "#2A2F37",
}
# Ink and the grounds it stands on; each pair can be read (tests hold it for both).
INKS = {
    "text": ("ground", "panel", "tint", "absent", "online"),
    "muted": ("ground", "panel"),
    "accent": ("ground", "panel", "tint"),
    "on-accent": ("accent",),
}


def variables(colours: dict[str, str]) -> str:
    """The colours as declarations of a style sheet."""
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def style_sheet() -> str:
    """Both sets: by what the reader's system asks for, else by what they chose on the page; paper is always light."""
    light, dark = variables(LIGHT), variables(DARK)
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{"
        f" :root:not([data-theme='light']) {{ color-scheme: dark; {dark} }} }}\n"
        f"@media screen {{ :root[data-theme='dark'] {{ color-scheme: dark; {dark} }} }}\n"
    )
