"""A run's values as Markdown."""

from works import LABELS


def markdown(found, name):
    """The whole report; `name` is that of its plot."""
    parts = [
        f"# Cinnabar and its peers, {found['date']}", "",
        *found["machine"], "",
        "Microseconds per row or operation, medians; in parentheses the ratio to raw C. ⬤: faster than Cinnabar's own "
        "layer of the same kind (ORM beside ORM, rows beside Core). PostgresNIO and Fluent are not here: they are not "
        "installed where this ran.", "",
        f"![ratio to raw C, work by work]({name}.svg)", "",
    ]
    for database in ["SQLite", "PostgreSQL"]:
        parts += [f"## {database}", "", *summary(found, database), ""]
    parts += ["## Growth", "", *growth(found), ""]
    parts += ["## Memory", "", "MB at the peak of a fresh process that reads the whole table once; + what that added.",
              "", *memory(found["memory"]), ""]
    parts += ["## Compile time and size", "", *compiling(found["compiling"]), ""]
    parts += ["## Every work", ""]
    for work in found["works"]:
        parts += details(work)
    return "\n".join(parts).rstrip()


def summary(found, database, labels=LABELS):
    """Works down, contenders across."""
    works = [work for work in found["works"] if work["database"] == database]
    present = {line["label"] for work in works for line in work["lines"]}
    labels = [label for label in labels if label in present]
    rows = []
    for work in works:
        lines = {line["label"]: line for line in work["lines"]}
        rows.append([f"**{work['id']}** {work['title']}", *(_cell(lines.get(label)) for label in labels)])
    return table(["µs"] + labels, rows)


def _cell(line):
    if not line:
        return "–"
    ratio = f" ({_number(line['ratio'])}×)" if line["ratio"] and line["label"] != "C" else ""
    return f"{_number(line['median'] * 1e6)}{ratio}{' ⬤' if line['wins'] else ''}"


def details(work):
    rows = [
        [line["label"] + (" ⬤" if line["wins"] else ""), _number(line["median"] * 1e6),
         f"{_number(line['lowest'] * 1e6)} – {_number(line['highest'] * 1e6)}",
         f"{_number(line['ratio'])}×" if line["ratio"] else "–", _number(line["cpu"] * 1e6),
         f"{_number(line['cpu'] / work['lines'][0]['cpu'])}×" if line["ratio"] else "–"]
        for line in work["lines"]
    ]
    heading = f"**{work['id']}** {work['database']}: {work['title']}, µs per {work['unit']}"
    return [heading, "", *table(["", "median", "lowest – highest", "ratio to C", "client CPU", "ratio to C"], rows), ""]


def growth(found):
    parts = []
    for id, by_size in found["growth"].items():
        whole = next(work for work in found["works"] if work["id"] == id)
        rows = int(whole["title"].split(" ")[1].replace(",", ""))
        by_size = sorted((by_size | {str(rows): whole["lines"]}).items(), key=lambda item: int(item[0]))
        parts += [f"**{id}** {whole['database']}: µs per row of a table of", "", *_by_size(by_size), ""]
    parts += ["**P2** PostgreSQL: µs per point select, by tasks on a pool of 8", "", *_by_size(found["tasks"].items())]
    return parts


def _by_size(by_size):
    sizes = [f"{int(size):,}" for size, _ in by_size]
    by_label = {}
    for size, lines in by_size:
        for line in lines:
            by_label.setdefault(line["label"], {})[size] = _number(line["median"] * 1e6)
    rows = [[label, *(cells.get(size, "–") for size, _ in by_size)] for label, cells in by_label.items()]
    return table([""] + sizes, rows)


def memory(by_work):
    labels = [label for label in LABELS if any(label in peaks for peaks in by_work.values())]
    rows = []
    for id, peaks in by_work.items():
        cells = []
        for label in labels:
            before, peak = peaks.get(label, (0, 0))
            rival = peaks["Cinnabar ORM" if label.endswith("ORM") else "Cinnabar Core"][1]
            cells.append(f"{peak:.0f} (+{peak - before:.0f}){_mark(label, peak, rival)}" if peak else "–")
        rows.append([id, *cells])
    return table([""] + labels, rows)


def compiling(by_label):
    ours = by_label["Cinnabar"]
    rows = [
        [label, f"{seconds:.1f}{_mark(label, seconds, ours[0])}", f"{size:.1f}{_mark(label, size, ours[1])}"]
        for label, (seconds, size) in by_label.items()]
    return table(["twenty queries, release", "seconds of processor time to compile", "MB, stripped"], rows)


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def _mark(label, value, rival):
    is_peer = label != "C" and not label.startswith("Cinnabar")
    return " ⬤" if is_peer and value < rival else ""


def _number(value):
    """Three significant figures, as a person would write them."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
