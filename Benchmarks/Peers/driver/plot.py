"""A run as a picture: a row per work, a mark per contender at its ratio to raw C, on a logarithmic scale."""

import math
from html import escape

WIDTH, LEFT, RIGHT, TOP = 1000, 306, 34, 154
ROW, GAP, LANE = 38, 52, 7
INK, FAINT, GRID, RULE = "#1f2328", "#656d76", "#e6e8eb", "#8c959f"
# A project has a hue, its other ways are paler; Cinnabar is drawn last and largest.
COLOURS = {
    "SQLAlchemy": "#8a8f98", "psycopg": "#8250df", "asyncpg, no reset": "#8fd0bf", "asyncpg, unnest": "#8fd0bf",
    "asyncpg": "#1a9e82", "GRDB async": "#123c69", "GRDB Codable": "#8fc1ec", "GRDB": "#2f81d6",
    "Cinnabar, on loop": "#f2a396", "Cinnabar": "#d5341d",
}
LEGEND = [
    "Cinnabar", "Cinnabar, on loop", "GRDB", "GRDB Codable", "GRDB async", "asyncpg", "asyncpg, tuned", "psycopg",
    "SQLAlchemy",
]


def plot(found):
    databases = [
        (name, [work for work in found["works"] if work["database"] == name and work["lines"][0]["ratio"]])
        for name in ["SQLite", "PostgreSQL"]]
    ratios = [line["ratio"] for _, works in databases for work in works for line in work["lines"]]
    scale = _scale(min(ratios), max(ratios))
    parts, y = [], TOP
    for name, works in databases:
        parts += _panel(name, works, y, scale)
        y += ROW * len(works) + GAP
    height = y - 6
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff"/>',
        _text(24, 36, "Time beside raw C", size=20, weight=600),
        _text(24, 58, f"The same work on the same data in one run, {found['date']}. Logarithmic; left is faster. "
              "Tables and settings: Benchmarks/Results.", colour=FAINT),
        *_legend(),
    ]
    return "\n".join(head + parts + ["</svg>"])


def _scale(lowest, highest):
    """A function from a ratio to x, and the ratios that get a line."""
    low, high = math.log10(lowest / 1.15), math.log10(highest * 1.15)
    wanted = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    ticks = [tick for tick in wanted if low <= math.log10(tick) <= high]
    span = WIDTH - LEFT - RIGHT
    return lambda ratio: LEFT + (math.log10(ratio) - low) / (high - low) * span, ticks


def _legend():
    """Projects on one line, what circles and diamonds are on the next."""
    parts, x, y = [], 30, 86
    for label in LEGEND:
        colour = COLOURS[label.replace("tuned", "no reset")]
        parts += [_mark(x, y - 4, colour, 5.5, False), _text(x + 10, y, label, size=12)]
        x += 30 + 6.7 * len(label)
    x, y = 30, y + 22
    for label, is_object in [("rows, structs, records", False), ("objects of an ORM's session", True)]:
        parts += [_mark(x, y - 4, "#fff", 4.5, is_object, stroke=INK), _text(x + 10, y, label, size=12)]
        x += 30 + 6.7 * len(label)
    return parts


def _panel(name, works, top, scale):
    place, ticks = scale
    bottom = top + ROW * len(works)
    parts = [_text(24, top - 12, name, size=15, weight=600)]
    for tick in ticks:
        x = place(tick)
        colour, width = (RULE, 1.5) if tick == 1 else (GRID, 1)
        parts.append(f'<path d="M{x:.1f} {top - 4}V{bottom}" stroke="{colour}" stroke-width="{width}"/>')
        label = "raw C" if tick == 1 else f"{tick:g}×"
        parts.append(_text(x, top - 12, label, size=12, colour=INK if tick == 1 else FAINT, anchor="middle"))
    for index, work in enumerate(works):
        y = top + ROW * index + ROW / 2
        if index % 2 == 0:
            parts.append(f'<rect x="14" y="{y - ROW / 2}" width="{WIDTH - 28}" height="{ROW}" rx="4" '
                         f'fill="{INK}" fill-opacity="0.035"/>')
        parts.append(_text(24, y + 4.5, work["title"], size=13))
        parts += _marks(work, y, place)
    return parts


def _marks(work, y, place):
    order = list(COLOURS)
    lines = sorted((line for line in work["lines"] if line["label"] != "C"), key=lambda line: order.index(_key(line)))
    lanes = len({line["label"].endswith("ORM") for line in lines})
    parts = []
    for line in lines:
        is_object = line["label"].endswith("ORM")
        lane = 0 if lanes == 1 else LANE if is_object else -LANE
        size = 6.5 if _key(line) == "Cinnabar" else 5
        tip = f"{line['label']}: {line['median'] * 1e6:.3g} µs, {line['ratio']:.2f} × C"
        parts.append(_mark(place(line["ratio"]), y + lane, COLOURS[_key(line)], size, is_object, tip=tip))
    return parts


def _key(line):
    return line["label"].removesuffix(" ORM").removesuffix(" Core")


def _mark(x, y, colour, size, is_object, stroke="#fff", tip=""):
    title = f"<title>{escape(tip)}</title>" if tip else ""
    style = f'fill="{colour}" stroke="{stroke}" stroke-width="1.2"'
    if is_object:
        s = size * 1.15
        return f'<path d="M{x:.1f} {y - s:.1f}l{s} {s}l{-s} {s}l{-s} {-s}z" {style}>{title}</path>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" {style}>{title}</circle>'


def _text(x, y, text, size=13, weight=400, colour=INK, anchor="start"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
            f'text-anchor="{anchor}">{escape(text)}</text>')
