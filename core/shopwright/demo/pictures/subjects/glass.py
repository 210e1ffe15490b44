"""Glass: bottle, carafe, tumbler, pour-over set."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.mask import Mask
from shopwright.demo.pictures.materials import cylinder, sheen
from shopwright.demo.pictures.palette import WHITE, Color, Inks, mix, shade, tint
from shopwright.demo.pictures.path import band, ellipse, line, path, rect, turned
from shopwright.demo.pictures.subjects.thrown import Pot


def blown(c: Canvas, pot: Pot, color: Color, *, depth: float = 0.5) -> Mask:
    """Clear glass in a tint: thin where one looks through, thick at the sides and the foot."""
    radius = pot.profile[-1][1]
    c.soft(
        ellipse(pot.cx + radius * 0.7, pot.foot + 6, radius * 1.5, 10),
        mix(shade(c.ground, 0.6), color, 0.4),
        9,
        0.35,
        None,
    )
    c.soft(
        ellipse(pot.cx + radius * 0.5, pot.foot + 4, radius * 0.7, 5),
        tint(color, 0.6),
        6,
        0.55,
        None,
    )
    c.stand(pot.cx, pot.foot, radius, weight=0.6)
    body = c.mask(pot.outline())
    c.fill(body, tint(color, 0.2), depth * 0.55)
    stops = (
        (0, shade(color, 0.35)),
        (0.16, color),
        (0.34, tint(color, 0.5)),
        (0.62, tint(color, 0.3)),
        (0.84, color),
        (1, shade(color, 0.45)),
    )
    c.across(body, pot.span, stops, depth)
    c.edge(body, (6, 2), 5, shade(color, 0.6), 0.55)
    c.edge(body, (-6, 2), 5, shade(color, 0.6), 0.45)
    c.edge(body, (0, 7), 6, shade(color, 0.7), 0.45)
    return body


def shine(c: Canvas, body: Mask, pot: Pot) -> None:
    left, height, wide = pot.cx - pot.widest, pot.foot - pot.top, pot.widest
    sheen(
        c,
        rect(left + wide * 0.28, pot.top + height * 0.30, wide * 0.16, height * 0.56, 8),
        body,
        alpha=0.75,
        blur=2.2,
    )
    sheen(
        c,
        rect(left + wide * 0.52, pot.top + height * 0.34, wide * 0.05, height * 0.40, 3),
        body,
        alpha=0.6,
        blur=1.2,
    )
    sheen(
        c,
        rect(left + wide * 1.76, pot.top + height * 0.40, wide * 0.06, height * 0.44, 3),
        body,
        alpha=0.5,
        blur=1.6,
    )


def rim(c: Canvas, cx: float, y: float, radius: float, depth: float, color: Color) -> None:
    outer = c.mask(ellipse(cx, y, radius, radius * depth))
    inner = c.mask(ellipse(cx, y + 0.5, radius - 2.2, radius * depth - 1.6))
    c.fill(outer, tint(color, 0.35), 0.35)
    c.fill(outer.without(inner), tint(color, 0.75), 0.85)
    c.fill(inner, shade(color, 0.2), 0.25)


BOTTLE = Pot(
    ((132, 25), (160, 25), (180, 28), (202, 52), (226, 76), (252, 82), (380, 82), (402, 80)),
    depth=0.13,
)


def bottle(c: Canvas, ink: Inks) -> None:
    body = blown(c, BOTTLE, ink.main, depth=0.82)
    liquid = c.mask(band(200, (236, 80), (440, 82), depth=0.13)).within(body)
    c.across(liquid, BOTTLE.span, cylinder(shade(ink.main, 0.16)), 0.5)
    label = c.mask(band(200, (276, 82), (360, 82), depth=0.13)).within(body)
    paper: Color = (240, 233, 219)
    c.across(label, BOTTLE.span, cylinder(paper, gloss=0.3))
    c.texture(label, "paper", paper, 0.1)
    marks = [
        line("M176 312 C 190 314 210 314 224 312"),
        line("M182 324 C 194 326 206 326 218 324"),
        line("M160 344 C 186 349 214 349 240 344"),
    ]
    c.fill(c.lines(marks, 2.2), shade(ink.accent, 0.3), 0.85)
    c.fill(c.mask(ellipse(200, 300, 5.5, 5.5)), ink.accent)
    shine(c, body, BOTTLE)
    cap = turned(200, ((96, 26), (99, 28.5), (132, 28.5), (136, 27)), depth=0.14, smooth=False)
    top = c.mask(cap)
    c.across(top, (171, 229), cylinder(ink.accent, gloss=0.35))
    c.texture(top, "grain", ink.accent, 0.2)
    c.fill(c.mask(ellipse(200, 97, 27, 4)), tint(ink.accent, 0.3))


CARAFE = Pot(
    ((138, 44), (150, 38), (190, 34), (226, 46), (282, 84), (336, 97), (376, 92), (402, 76)),
    depth=0.17,
)


def carafe(c: Canvas, ink: Inks) -> None:
    body = blown(c, CARAFE, ink.main, depth=0.42)
    water = c.mask(band(200, (276, 96), (440, 96), depth=0.15)).within(body)
    c.across(water, CARAFE.span, cylinder(mix(ink.main, (196, 214, 218), 0.45)), 0.42)
    c.fill(c.mask(ellipse(200, 276, 78, 12)).within(body), tint(ink.main, 0.7), 0.6)
    shine(c, body, CARAFE)
    rim(c, 200, 138, 44, 0.17, ink.main)
    stopper = c.mask(ellipse(200, 110, 25, 25))
    c.ball(
        stopper,
        (192, 101),
        36,
        ((0, tint(ink.accent, 0.45)), (0.55, ink.accent), (1, shade(ink.accent, 0.45))),
    )
    c.texture(stopper, "wood", ink.accent, 0.3)
    neck = c.mask(turned(200, ((130, 26), (152, 32)), depth=0.16, smooth=False))
    c.across(neck, (168, 232), cylinder(ink.accent, gloss=0.3), 0.9)


def tumbler(c: Canvas, ink: Inks) -> None:
    """A pair of glasses, one a little behind."""
    for cx, foot, water in ((258, 384, False), (156, 410, True)):
        pot = Pot(
            ((foot - 168, 70), (foot - 120, 68), (foot - 18, 60), (foot, 55)), cx=cx, depth=0.17
        )
        body = blown(c, pot, ink.main, depth=0.44)
        if water:
            fill = c.mask(band(cx, (foot - 104, 68), (foot + 20, 66), depth=0.17)).within(body)
            c.across(fill, pot.span, cylinder(ink.accent), 0.45)
            c.fill(c.mask(ellipse(cx, foot - 104, 66, 10)).within(body), tint(ink.accent, 0.5), 0.6)
        shine(c, body, pot)
        rim(c, cx, foot - 168, 70, 0.17, ink.main)


def pour_over(c: Canvas, ink: Inks) -> None:
    """A ceramic dripper on a glass server with coffee in it."""
    server = Pot(((262, 54), (276, 50), (300, 66), (340, 91), (376, 94), (400, 88)), depth=0.15)
    handle = c.lines([line("M276 312 C 334 300 336 392 282 386")], 9, caps=False)
    c.across(
        handle, (270, 330), ((0, tint(WHITE, 0)), (0.5, (214, 218, 214)), (1, (160, 166, 164))), 0.8
    )
    body = blown(c, server, (206, 214, 210), depth=0.4)
    coffee: Color = (66, 40, 26)
    level = c.mask(band(200, (346, 92), (440, 92), depth=0.14)).within(body)
    c.across(level, server.span, cylinder(coffee, gloss=0.22), 0.94)
    c.fill(c.mask(ellipse(200, 346, 89, 12)).within(body), tint(coffee, 0.2))
    c.edge(level, (0, 6), 6, (24, 14, 8), 0.5)
    shine(c, body, server)
    collar = Pot(((252, 56), (262, 58), (276, 54)), depth=0.14)
    wood = c.mask(collar.outline())
    c.across(wood, (142, 258), cylinder(ink.accent, gloss=0.3))
    c.texture(wood, "wood", ink.accent, 0.3)
    _dripper(c, ink)


def _dripper(c: Canvas, ink: Inks) -> None:
    loop = c.lines([line("M268 168 C 322 160 316 228 252 222")], 10, caps=False)
    c.across(loop, (256, 316), cylinder(ink.main, gloss=0.25))
    c.edge(loop, (2, 3), 3, shade(ink.main, 0.9), 0.45)
    saucer = Pot(((238, 79), (244, 77)), depth=0.14)
    plate = c.mask(saucer.outline())
    c.across(plate, saucer.span, cylinder(ink.main))
    c.edge(plate, (0, 4), 3, shade(ink.main, 0.9), 0.5)
    paper = path("M116 146 L 132 116 C 170 128 230 128 268 116 L 284 146z")
    filter_mask = c.mask(paper)
    c.across(filter_mask, (116, 284), cylinder((240, 232, 214), gloss=0.5))
    c.texture(filter_mask, "paper", (240, 232, 214), 0.15)
    cone = Pot(((146, 92), (152, 91), (200, 66), (236, 42)), depth=0.13)
    throw_cone = c.mask(cone.outline())
    inside = c.mask(ellipse(200, 130, 69, 8))
    c.fill(inside, (214, 202, 178))
    c.across(
        throw_cone.without(c.mask(ellipse(200, 134, 94, 14))),
        cone.span,
        cylinder(ink.main, gloss=0.2),
    )
    body = throw_cone.without(c.mask(ellipse(200, 134, 94, 14)))
    c.texture(body, "clay", ink.main, 0.12)
    if ink.pattern == "speckle":
        c.speckles(body, shade(ink.accent, 0.5), 2600)
    c.edge(body, (5, 5), 9, shade(ink.main, 0.9), 0.3)
    sheen(
        c,
        path("M132 168 C 138 190 150 210 160 222 L 168 218 C 158 204 150 186 146 168z"),
        body,
        alpha=0.5,
        blur=4,
    )
