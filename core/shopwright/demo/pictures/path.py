"""Outlines in the units of the drawing: 400 wide, 500 high, the floor at about 420.

A shape is one or more closed contours that are filled together. Curves are flattened here, so
the canvas sees only points.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence

Point = tuple[float, float]
Contour = tuple[Point, ...]
Shape = tuple[Contour, ...]

_STEPS = 20
_TOKEN = re.compile(r"[MLHVCSQTZmlhvcsqtz]|[-+]?(?:\d*\.\d+|\d+)")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


def path(commands: str) -> Shape:
    """Read SVG path data (no arcs). Every subpath is a contour."""
    pen = _Pen()
    for command, numbers in _instructions(commands):
        pen.run(command, numbers)
    return pen.shape()


def line(commands: str) -> Contour:
    """The one open contour that SVG path data draws, for strokes."""
    return path(commands)[0]


def _instructions(commands: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(commands)
    at = 0
    command = "M"
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        need = _ARITY[command.upper()]
        yield command, [float(token) for token in tokens[at : at + need]]
        at += need
        if command in "Mm":  # further pairs after a move are lines
            command = "L" if command == "M" else "l"


class _Pen:
    def __init__(self) -> None:
        self.contours: list[list[Point]] = []
        self.at: Point = (0.0, 0.0)
        self.handle: Point | None = None

    def shape(self) -> Shape:
        return tuple(tuple(contour) for contour in self.contours if len(contour) > 1)

    def run(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        if kind == "Z":
            self.at = self.contours[-1][0]
            return
        points = self._points(kind, command.islower(), numbers)
        if kind == "M":
            self.contours.append([points[0]])
            self.handle = None
        elif kind in "LHV":
            self.contours[-1].append(points[0])
            self.handle = None
        else:
            self._curve(kind, points)
        self.at = points[-1]

    def _points(self, kind: str, relative: bool, numbers: list[float]) -> list[Point]:
        x, y = self.at
        if kind == "H":
            return [(numbers[0] + (x if relative else 0), y)]
        if kind == "V":
            return [(x, numbers[0] + (y if relative else 0))]
        dx, dy = self.at if relative else (0.0, 0.0)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [(px + dx, py + dy) for px, py in pairs]

    def _curve(self, kind: str, points: list[Point]) -> None:
        start = self.at
        if kind in "ST":
            previous = self.handle or start
            points = [(2 * start[0] - previous[0], 2 * start[1] - previous[1]), *points]
        self.handle = points[-2]
        self.contours[-1].extend(_bezier(start, points))


def _bezier(start: Point, rest: Sequence[Point]) -> Iterator[Point]:
    """Quadratic for two further points, cubic for three."""
    controls = [start, *rest]
    degree = len(controls) - 1
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = [math.comb(degree, i) * (1 - t) ** (degree - i) * t**i for i in range(degree + 1)]
        yield (
            sum(w * p[0] for w, p in zip(weights, controls, strict=True)),
            sum(w * p[1] for w, p in zip(weights, controls, strict=True)),
        )


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Shape:
    return (arc(cx, cy, rx, ry, 0, 360),)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Contour:
    """Part of an ellipse, in degrees, clockwise from three o'clock; open."""
    smooth = min(72.0, 12 + 3 * max(rx, ry))  # points of a full turn: small dots need few
    count = max(4, math.ceil(abs(end - start) / 360 * smooth))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return tuple((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles)


def rect(x: float, y: float, width: float, height: float, radius: float = 0) -> Shape:
    if not radius:
        return (((x, y), (x + width, y), (x + width, y + height), (x, y + height)),)
    r = min(radius, width / 2, height / 2)
    right, bottom = x + width - r, y + height - r
    corners = (
        arc(x + r, y + r, r, r, 180, 270),
        arc(right, y + r, r, r, 270, 360),
        arc(right, bottom, r, r, 0, 90),
        arc(x + r, bottom, r, r, 90, 180),
    )
    return (tuple(point for corner in corners for point in corner),)


def spline(points: Sequence[Point], *, closed: bool = False) -> Contour:
    """A smooth line through all the points (Catmull-Rom)."""
    count = len(points)
    result: list[Point] = []
    for i in range(count if closed else count - 1):
        before = points[(i - 1) % count] if closed or i else points[0]
        after = points[(i + 2) % count] if closed or i + 2 < count else points[-1]
        start, end = points[i], points[(i + 1) % count]
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        if not result:
            result.append(start)
        result.extend(_bezier(start, (first, second, end)))
    return tuple(result)


def turned(
    cx: float, profile: Sequence[Point], *, depth: float = 0.16, smooth: bool = True
) -> Shape:
    """The outline of something turned on a wheel or a lathe, seen from slightly above.

    `profile` is (y, radius) from top to bottom, joined by a spline if `smooth`; ends are closed by ellipses
    `depth` times as high as they are wide.
    """
    edge = tuple((radius, y) for y, radius in profile)
    if smooth:
        edge = spline(edge)
    top_r, top_y = edge[0]
    low_r, low_y = edge[-1]
    right = tuple((cx + radius, y) for radius, y in edge)
    left = tuple((cx - radius, y) for radius, y in reversed(edge))
    foot = arc(cx, low_y, low_r, low_r * depth, 0, 180)
    lip = arc(cx, top_y, top_r, top_r * depth, 180, 360)
    return (right + foot + left + lip,)


def band(cx: float, top: Point, low: Point, *, depth: float = 0.16) -> Shape:
    """A stripe around something turned; `top` and `low` are (y, radius) of its two edges."""
    upper = arc(cx, top[0], top[1], top[1] * depth, 180, 0)
    lower = arc(cx, low[0], low[1], low[1] * depth, 0, 180)
    return (upper + lower,)


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    return tuple(tuple((x + dx, y + dy) for x, y in contour) for contour in shape)


def scaled(shape: Shape, sx: float, sy: float | None = None, *, about: Point = (0, 0)) -> Shape:
    vertical = sx if sy is None else sy
    cx, cy = about
    return tuple(
        tuple((cx + (x - cx) * sx, cy + (y - cy) * vertical) for x, y in contour)
        for contour in shape
    )


def rotated(shape: Shape, degrees: float, *, about: Point = (200, 250)) -> Shape:
    cx, cy = about
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return tuple(
        tuple(
            (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
            for x, y in contour
        )
        for contour in shape
    )


def mirrored(shape: Shape, x: float = 200) -> Shape:
    return scaled(shape, -1, 1, about=(x, 0))


def dashes(contour: Contour, dash: float, gap: float) -> Iterator[Contour]:
    """Cut a line into stitches of `dash` units with `gap` between."""
    pen: list[Point] = [contour[0]]
    left, drawing = dash, True
    for start, end in itertools.pairwise(contour):
        length = math.dist(start, end)
        done = 0.0
        while length - done > left:
            done += left
            share = done / length
            cut = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            if drawing:
                yield (*pen, cut)
            pen = [cut]
            drawing = not drawing
            left = dash if drawing else gap
        left -= length - done
        pen.append(end)
    if drawing and len(pen) > 1:
        yield tuple(pen)


def bounds(contours: Iterable[Contour]) -> tuple[float, float, float, float]:
    xs = [x for contour in contours for x, _ in contour]
    ys = [y for contour in contours for _, y in contour]
    return min(xs), min(ys), max(xs), max(ys)
