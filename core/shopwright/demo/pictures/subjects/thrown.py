"""What comes off a potter's wheel: how a pot is thrown and glazed; mug, bowl, vase."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import ceramic, cylinder, hollow, sheen
from shopwright.demo.pictures.palette import Color, Inks, mix, shade, tint
from shopwright.demo.pictures.path import (
    Point,
    Shape,
    band,
    ellipse,
    line,
    path,
    spline,
    turned,
)


@dataclass(frozen=True, slots=True)
class Pot:
    """A vessel by its profile, (y, radius) from rim to foot."""

    profile: tuple[Point, ...]
    cx: float = 200
    depth: float = 0.16

    @property
    def top(self) -> float:
        return self.profile[0][0]

    @property
    def foot(self) -> float:
        return self.profile[-1][0]

    @property
    def widest(self) -> float:
        return max(radius for _, radius in self.profile)

    @property
    def span(self) -> tuple[float, float]:
        return self.cx - self.widest, self.cx + self.widest

    def outline(self) -> Shape:
        return turned(self.cx, self.profile, depth=self.depth)

    def radius(self, y: float) -> float:
        """More than the true radius never shows, since stripes are clipped to the body."""
        for (above, r1), (below, r2) in zip(self.profile, self.profile[1:], strict=False):
            if above <= y <= below:
                return r1 + (r2 - r1) * (y - above) / (below - above)
        return self.profile[-1][1]

    def ring(self, start: float, end: float) -> Shape:
        return band(self.cx, (start, self.radius(start)), (end, self.radius(end)), depth=self.depth)


def throw(c: Canvas, pot: Pot, ink: Inks, *, inside: Color | None = None) -> Mask:
    """Shadow, body, glaze pattern, opening. Returns the body's mask."""
    c.stand(pot.cx, pot.foot + pot.profile[-1][1] * 0.1, max(pot.profile[-1][1], pot.widest * 0.7))
    body = c.mask(pot.outline())
    ceramic(c, body, pot.span, ink.main)
    glaze(c, body, pot, ink)
    c.edge(body, (-6, 0), 8, shade(ink.main, 0.8), 0.22)
    c.edge(body, (5, 4), 12, shade(ink.main, 0.9), 0.30)
    hollow(c, pot.cx, pot.top, pot.profile[0][1], inside or ink.main, depth=pot.depth)
    left, height = pot.cx - pot.widest, pot.foot - pot.top
    gleam = spline(
        [
            (left + pot.widest * 0.42, pot.top + height * 0.18),
            (left + pot.widest * 0.34, pot.top + height * 0.40),
            (left + pot.widest * 0.40, pot.top + height * 0.70),
            (left + pot.widest * 0.52, pot.top + height * 0.42),
        ],
        closed=True,
    )
    sheen(c, (gleam,), body, alpha=0.42, blur=pot.widest * 0.06)
    return body


def glaze(c: Canvas, body: Mask, pot: Pot, ink: Inks) -> None:
    height = pot.foot - pot.top
    accent = cylinder(ink.accent, gloss=0.16)
    if ink.pattern == "speckle":
        c.speckles(body, shade(ink.accent, 0.45), 2600)
    elif ink.pattern == "dip":
        start = pot.top + height * 0.58
        dipped = c.mask(pot.ring(start, pot.foot + pot.widest * 0.3)).within(body)
        c.across(dipped, pot.span, accent)
        c.texture(dipped, "clay", ink.accent, 0.22)
        lip = c.mask(pot.ring(start - 1.2, start + 1.4)).within(body)
        c.fill(lip, shade(ink.accent, 0.5), 0.35)
    elif ink.pattern != "plain":
        lines = _bands(pot.top, height) if ink.pattern == "band" else _stripes(pot.top, height)
        c.across(c.mask(*(pot.ring(*edges) for edges in lines)).within(body), pot.span, accent)


def _bands(top: float, height: float) -> list[Point]:
    return [
        (top + height * 0.22, top + height * 0.40),
        (top + height * 0.435, top + height * 0.455),
        (top + height * 0.165, top + height * 0.185),
    ]


def _stripes(top: float, height: float) -> list[Point]:
    return [(top + height * (0.2 + i * 0.105), top + height * (0.24 + i * 0.105)) for i in range(7)]


def from_above(
    c: Canvas, ink: Inks, center: Point, radius: float, *, foot: float, inside: Color
) -> Mask:
    """A vessel seen from above: shadow, rim, and a well `foot` of its radius wide."""
    x, y = center
    c.drop(ellipse(x, y, radius, radius), dx=12, dy=14, blur=14)
    rim = c.mask(ellipse(x, y, radius, radius))
    c.across(rim, (x - radius, x + radius), ((0, tint(ink.main, 0.3)), (1, shade(ink.main, 0.16))))
    c.texture(rim, "clay", ink.main, 0.12)
    inner = radius * 0.955
    well = c.mask(ellipse(x, y, inner, inner))
    lit = (x + radius * 0.34, y + radius * 0.36)
    stops = ((0, tint(inside, 0.16)), (0.75, inside), (1.5, shade(inside, 0.36)))
    c.ball(well, lit, radius, stops)
    c.texture(well, "clay", inside, 0.12)
    c.edge(well, (-radius * 0.09, -radius * 0.11), radius * 0.12, shade(inside, 0.8), 0.5)
    floor = c.mask(ellipse(x + 1, y + 1, radius * foot, radius * foot))
    c.ball(
        floor,
        (x - radius * 0.1, y - radius * 0.1),
        radius * foot * 1.6,
        ((0, tint(inside, 0.10)), (1, shade(inside, 0.10))),
    )
    c.edge(floor, (-2, -2), 3, shade(inside, 0.7), 0.35)
    c.edge(floor, (2, 2), 2, tint(inside, 0.7), 0.35)
    if ink.pattern == "speckle":
        c.speckles(rim, shade(ink.accent, 0.45), 2600)
    return well


MUG = Pot(((196, 82), (215, 82), (290, 79), (360, 74), (392, 68), (404, 58)))


def mug(c: Canvas, ink: Inks) -> None:
    handle = line("M268 232 C 352 214 362 348 258 352")
    c.stand(282, 410, 40, weight=0.5)
    mask = c.lines([handle], 19, caps=False)
    c.across(mask, (266, 346), cylinder(ink.main, gloss=0.2))
    c.texture(mask, "clay", ink.main, 0.10)
    c.edge(mask, (3, 4), 4, shade(ink.main, 0.8), 0.5)
    c.edge(mask, (-3, -3), 3, tint(ink.main, 0.7), 0.3)
    c.soft(
        path("M262 226 l26 -6 l4 26 l-28 6z M256 342 l34 -4 l-6 24 l-30 2z"),
        shade(ink.main, 0.8),
        4,
        0.45,
        mask,
    )
    if ink.pattern == "speckle":
        c.speckles(mask, shade(ink.accent, 0.45), 2600)
    throw(c, MUG, ink, inside=tint(ink.accent, 0.15) if ink.pattern != "speckle" else ink.main)


def mug_above(c: Canvas, ink: Inks) -> None:
    handle = line("M262 262 C 300 290 345 320 326 344 C 305 366 270 330 244 300")
    c.drop(path("M262 254 L340 320 L330 356 L300 350 L240 300z"), dx=10, dy=12, blur=12)
    mask = c.lines([handle], 17)
    c.fill(mask, ink.main)
    c.edge(mask, (3, 4), 4, shade(ink.main, 0.8), 0.5)
    c.edge(mask, (-3, -3), 3, tint(ink.main, 0.7), 0.4)
    well = from_above(c, ink, (188, 230), 104, foot=0.6, inside=ink.main)
    coffee = (74, 48, 34)
    surface = c.mask(ellipse(189, 231, 92, 92)).within(well)
    c.ball(
        surface, (150, 190), 150, ((0, tint(coffee, 0.16)), (0.6, coffee), (1, shade(coffee, 0.5)))
    )
    c.edge(surface, (0, 0), 5, (176, 128, 84), 0.75)
    c.edge(surface, (-9, -11), 12, shade(coffee, 0.9), 0.6)
    sheen(
        c,
        path("M120 200 C 130 165 165 148 196 150 C 170 160 146 176 138 212z"),
        surface,
        alpha=0.35,
    )


BOWL = Pot(
    ((248, 118), (262, 117), (300, 108), (345, 88), (378, 60), (392, 46), (404, 47)), depth=0.2
)


def bowl(c: Canvas, ink: Inks) -> None:
    throw(c, BOWL, ink, inside=tint(ink.accent, 0.1) if ink.pattern == "plain" else ink.main)


def bowl_above(c: Canvas, ink: Inks) -> None:
    inside = ink.accent if ink.pattern == "plain" else ink.main
    from_above(c, ink, (200, 250), 140, foot=0.34, inside=inside)


VASE = Pot(
    (
        (150, 34),
        (160, 31),
        (182, 30),
        (214, 50),
        (262, 88),
        (312, 98),
        (362, 82),
        (396, 58),
        (408, 50),
    ),
    depth=0.2,
)


def vase(c: Canvas, ink: Inks) -> None:
    stems = [
        line("M196 156 C 190 120 170 92 150 62"),
        line("M202 156 C 204 112 214 84 238 48"),
        line("M200 156 C 198 110 196 80 194 40"),
    ]
    throw(c, VASE, ink, inside=shade(ink.main, 0.2))
    twig = mix(ink.accent, (110, 92, 60), 0.55)
    c.fill(c.lines(stems, 2.4), shade(twig, 0.2))
    leaves: list[Shape] = []
    for number, stem in enumerate(stems):
        for place, share in enumerate((0.35, 0.5, 0.64, 0.78, 0.92)):
            x, y = stem[min(len(stem) - 1, round(share * (len(stem) - 1)))]
            side = 1 if (place + number) % 2 else -1
            leaves.append(leaf(x, y, side * (38 + place * 6), 34 - place * 3))
    mask = c.mask(*leaves)
    c.down(mask, (30, 150), ((0, tint(twig, 0.25)), (1, shade(twig, 0.2))))
    c.edge(mask, (1.5, 1.5), 2, shade(twig, 0.8), 0.4)
    front = c.mask(ellipse(200, 150, 34, 34 * 0.2)).without(c.mask(ellipse(200, 146, 40, 7)))
    c.fill(front, tint(ink.main, 0.16))


def leaf(x: float, y: float, degrees: float, length: float) -> Shape:
    """A leaf that grows from (x, y), leaning `degrees` from upright."""
    a = math.radians(degrees)
    tip = (x + length * math.sin(a), y - length * math.cos(a))
    across = (math.cos(a) * length * 0.19, math.sin(a) * length * 0.19)
    middle = (x + (tip[0] - x) * 0.5, y + (tip[1] - y) * 0.5)
    return (
        spline(
            [
                (x, y),
                (middle[0] + across[0], middle[1] + across[1]),
                tip,
                (middle[0] - across[0], middle[1] - across[1]),
            ],
            closed=True,
        ),
    )
