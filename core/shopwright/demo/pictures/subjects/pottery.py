"""More pottery: plate, plant pot, teapot, jar."""

from __future__ import annotations

import math

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import ceramic, cylinder, sheen
from shopwright.demo.pictures.palette import Color, Inks, mix, shade, tint
from shopwright.demo.pictures.path import band, ellipse, line, path, turned
from shopwright.demo.pictures.subjects.thrown import Pot, from_above, leaf, throw


def plate(c: Canvas, ink: Inks) -> None:
    """Two plates leaning into each other: a dinner plate from above, a small one on it."""
    well = from_above(c, ink, (200, 246), 152, foot=0.66, inside=ink.main)
    if ink.pattern in ("band", "stripe", "dip"):
        outer = c.mask(ellipse(200, 246, 144, 144)).without(c.mask(ellipse(200, 246, 132, 132)))
        c.fill(outer.within(well), ink.accent, 0.9)
        fine = c.mask(ellipse(200, 246, 127, 127)).without(c.mask(ellipse(200, 246, 125, 125)))
        c.fill(fine, ink.accent, 0.8)
    sheen(
        c,
        path("M92 214 C 104 160 146 124 192 120 C 150 138 118 172 112 222z"),
        well,
        alpha=0.3,
        blur=7,
    )


def plate_stack(c: Canvas, ink: Inks) -> None:
    c.stand(200, 404, 116)
    for number in range(5):
        color = (
            ink.main
            if number % 2 == 0 or ink.pattern == "plain"
            else mix(ink.main, ink.accent, 0.6)
        )
        y = 376 - number * 20
        pot = Pot(((y, 132), (y + 4, 131), (y + 9, 118), (y + 14, 92)), depth=0.17)
        body = c.mask(pot.outline())
        ceramic(c, body, pot.span, color)
        c.edge(body, (0, 4), 4, shade(color, 0.9), 0.6)
        rim = c.mask(ellipse(200, y, 132, 132 * 0.17))
        c.across(
            rim, pot.span, ((0, tint(color, 0.3)), (0.6, tint(color, 0.1)), (1, shade(color, 0.14)))
        )
        if ink.pattern == "speckle":
            c.speckles(rim, shade(ink.accent, 0.45), 2600, seed=number + 2)
        if number == 4:
            well = c.mask(ellipse(200, y + 3, 108, 108 * 0.145))
            c.across(
                well, pot.span, ((0.1, shade(color, 0.2)), (0.5, color), (0.9, tint(color, 0.2)))
            )
            c.edge(well, (0, -3), 3, shade(color, 0.8), 0.5)


POT = Pot(((262, 84), (272, 84), (286, 82), (350, 72), (404, 62)), depth=0.17)


def plant_pot(c: Canvas, ink: Inks) -> None:
    saucer = Pot(((402, 86), (407, 85), (412, 80)), depth=0.15)
    c.stand(200, 418, 82)
    base = c.mask(saucer.outline())
    ceramic(c, base, saucer.span, shade(ink.main, 0.06))
    c.edge(base, (0, -4), 3, tint(ink.main, 0.6), 0.5)
    throw(c, POT, ink, inside=shade(ink.main, 0.15))
    soil = c.mask(ellipse(200, 265, 77, 11))
    c.fill(soil, (72, 54, 44))
    c.texture(soil, "clay", (72, 54, 44), 0.6)
    _fern(c, mix((88, 122, 92), ink.accent, 0.25))
    band_mask = c.mask(band(200, (262, 84), (284, 83), depth=0.17))
    c.across(band_mask, POT.span, cylinder(tint(ink.main, 0.05), gloss=0.2))
    c.texture(band_mask, "clay", ink.main, 0.10)
    c.edge(band_mask, (0, 2), 2, shade(ink.main, 0.9), 0.35)


def _fern(c: Canvas, green: Color) -> None:
    """Broad leaves, the back ones darker."""
    fans = (
        (0.30, ((-62, 150), (60, 146), (-24, 186), (28, 180))),
        (0.10, ((-82, 116), (84, 112), (-44, 150), (46, 158))),
        (0.0, ((-8, 150), (-64, 84), (22, 112))),
    )
    for depth, leaves in fans:
        color = shade(green, depth)
        for degrees, length in leaves:
            mask = c.mask(leaf(200 + degrees * 0.25, 264, degrees, length))
            c.down(mask, (264 - length, 264), ((0, tint(color, 0.22)), (1, shade(color, 0.35))))
            c.edge(mask, (3, 3), 4, shade(color, 0.8), 0.45)
            a = math.radians(degrees)
            x = 200 + degrees * 0.25
            rib = ((x, 264.0), (x + length * 0.92 * math.sin(a), 264 - length * 0.92 * math.cos(a)))
            c.fill(c.lines([rib], 1.1), tint(color, 0.4), 0.6)


TEAPOT = Pot(
    ((232, 46), (240, 62), (268, 96), (316, 112), (362, 98), (394, 70), (404, 62)), depth=0.14
)


def teapot(c: Canvas, ink: Inks) -> None:
    spout = path("M108 290 C 78 286 66 262 52 232 C 50 227 60 222 66 226 C 84 252 100 244 126 262z")
    mask = c.mask(spout)
    c.down(mask, (220, 300), ((0, tint(ink.main, 0.3)), (0.5, ink.main), (1, shade(ink.main, 0.4))))
    c.texture(mask, "clay", ink.main, 0.10)
    handle = c.lines([line("M146 246 C 128 126 272 126 254 246")], 9)
    c.across(
        handle,
        (138, 262),
        ((0, tint(ink.accent, 0.3)), (0.5, ink.accent), (1, shade(ink.accent, 0.35))),
    )
    c.edge(handle, (2, 2), 2.5, shade(ink.accent, 0.9), 0.5)
    throw(c, TEAPOT, ink)
    lid = Pot(((214, 18), (220, 36), (232, 47)), depth=0.16)
    top = c.mask(lid.outline())
    ceramic(c, top, (154, 246), ink.main)
    c.edge(top, (2, 4), 5, shade(ink.main, 0.9), 0.45)
    if ink.pattern == "speckle":
        c.speckles(top, shade(ink.accent, 0.45), 2600)
    knob = c.mask(ellipse(200, 206, 11, 10))
    c.ball(
        knob,
        (196, 201),
        14,
        ((0, tint(ink.accent, 0.4)), (0.5, ink.accent), (1, shade(ink.accent, 0.5))),
    )


JAR = Pot(((222, 80), (230, 86), (260, 88), (370, 87), (402, 83)), depth=0.15)


def jar(c: Canvas, ink: Inks) -> None:
    """A storage jar with a turned wooden lid."""
    throw(c, JAR, ink)
    lid = Pot(((200, 80), (204, 83), (218, 83), (222, 80)), depth=0.15)
    wood = c.mask(lid.outline())
    c.across(wood, lid.span, cylinder(ink.accent, gloss=0.25))
    c.texture(wood, "wood", ink.accent, 0.3)
    top = c.mask(ellipse(200, 200, 80, 12))
    c.fill(top, tint(ink.accent, 0.2))
    c.texture(top, "wood", ink.accent, 0.35)
    c.soft(ellipse(204, 201, 22, 5), shade(ink.accent, 0.9), 3, 0.4, top)
    knob = c.mask(
        turned(200, ((186, 9), (196, 9), (201, 12)), depth=0.3), ellipse(200, 176, 17, 12)
    )
    c.ball(
        knob,
        (194, 170),
        30,
        ((0, tint(ink.accent, 0.4)), (0.5, ink.accent), (1, shade(ink.accent, 0.5))),
    )
    c.texture(knob, "wood", ink.accent, 0.2)
