"""Bags: tote, backpack, pouch."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import cloth, crease, woven_pattern
from shopwright.demo.pictures.palette import Color, Inks, shade, tint
from shopwright.demo.pictures.path import Shape, ellipse, line, mirrored, moved, path, rect
from shopwright.demo.pictures.sewing import rivet, seam, stitches, thread


def tote(c: Canvas, ink: Inks) -> None:
    body = path(
        "M104 204 C 160 210 240 210 296 204 L 310 392 C 311 404 304 410 294 410"
        " L 106 410 C 96 410 89 404 90 392z"
    )
    c.stand(200, 410, 106)
    back = c.lines([line("M158 214 C 156 60 244 60 242 214")], 13, caps=False)
    c.fill(back, shade(ink.accent, 0.30))
    c.texture(back, "canvas", ink.accent, 0.2)
    inner = path("M106 206 C 160 196 240 196 294 206 C 240 214 160 214 106 206z")
    c.fill(c.mask(inner), shade(ink.main, 0.45))
    mask = c.mask(body)
    cloth(c, mask, ink.main, "canvas", rough=0.30)
    woven_pattern(c, mask, ink)
    crease(
        c,
        mask,
        ink.main,
        dark=(
            "M120 214 C 128 280 120 340 108 404 L 98 400 C 108 340 112 280 110 214z",
            "M284 216 C 276 260 282 330 296 400 L 306 396 C 296 330 292 270 294 214z",
            "M170 300 C 190 330 196 370 190 410 L 178 410 C 184 370 182 330 170 300z",
            "M100 380 C 150 396 250 396 300 380 L 304 408 L 96 408z",
        ),
        light=(
            "M136 222 C 146 280 140 340 132 400 L 118 400 C 128 340 130 280 126 222z",
            "M228 260 C 240 310 240 360 232 408 L 218 408 C 226 360 228 310 228 260z",
        ),
    )
    _handles(c, ink)
    stitches(
        c, [line("M105 216 C 160 222 240 222 295 216"), line("M96 402 L 304 402")], thread(ink.main)
    )
    label = rect(186, 236, 28, 16, 1)
    c.soft(moved(label, 0.8, 1.2), (40, 32, 30), 1.4, 0.3, mask)
    c.fill(c.mask(label), tint(ink.accent, 0.55))
    c.fill(c.lines([line("M191 242 L 209 242"), line("M194 246.5 L 206 246.5")], 1.1), ink.accent)


def _handles(c: Canvas, ink: Inks) -> None:
    strap = line("M148 262 C 150 200 140 92 200 92 C 260 92 250 200 252 262")
    shadow = tuple((x + 3, y + 4) for x, y in strap)
    body = c.mask(rect(100, 206, 200, 70))
    c.fill(c.lines([shadow], 13, caps=False).within(body), shade(ink.main, 0.9), 0.22)
    front = c.lines([strap], 13, caps=False)
    c.fill(front, ink.accent)
    c.texture(front, "canvas", ink.accent, 0.26)
    c.edge(front, (3, 2), 3, shade(ink.accent, 0.9), 0.45)
    c.edge(front, (-2, -2), 2, tint(ink.accent, 0.8), 0.35)
    color = thread(ink.accent)
    crosses = [
        line("M143.5 236 L 153 260"),
        line("M153.5 236 L 143 260"),
        line("M143 236 L 154 236"),
        line("M142.5 260 L 153.5 260"),
    ]
    stitches(c, crosses + list(mirrored(tuple(crosses))), color)


def backpack(c: Canvas, ink: Inks) -> None:
    body = path(
        "M116 172 C 116 120 150 104 200 104 C 250 104 284 120 284 172 L 294 376"
        " C 294 400 280 410 258 410 L 142 410 C 120 410 106 400 106 376z"
    )
    straps = [line("M124 180 C 84 220 88 330 108 388"), line("M276 180 C 316 220 312 330 292 388")]
    c.stand(200, 410, 98)
    strap = c.lines(straps, 15)
    cloth(c, strap, shade(ink.accent, 0.15), "canvas")
    loop = c.lines([line("M176 108 C 176 76 224 76 224 108")], 8, caps=False)
    cloth(c, loop, ink.accent, "canvas")
    mask = c.mask(body)
    cloth(c, mask, ink.main, "canvas", rough=0.28)
    c.edge(mask, (14, 6), 22, shade(ink.main, 0.8), 0.45)
    c.edge(mask, (-10, -8), 16, tint(ink.main, 0.7), 0.22)
    crease(
        c,
        mask,
        ink.main,
        dark=("M116 250 C 150 262 250 262 288 246 L 288 256 C 250 272 150 272 114 260z",),
        light=("M140 130 C 132 170 132 220 134 250 L 122 250 C 120 200 122 160 128 140z",),
    )
    _flap(c, ink, body)
    _front_pocket(c, ink)


def _flap(c: Canvas, ink: Inks, body: Shape) -> None:
    flap = path(
        "M112 190 C 112 116 150 100 200 100 C 250 100 288 116 288 190 L 288 226"
        " C 288 244 276 250 262 250 L 138 250 C 124 250 112 244 112 226z"
    )
    c.soft(moved(flap, 0, 7), shade(ink.main, 0.9), 6, 0.5, c.mask(body))
    mask = c.mask(flap)
    cloth(c, mask, tint(ink.main, 0.03), "canvas", rough=0.28)
    if ink.pattern in ("band", "stripe"):
        c.fill(c.mask(rect(100, 202, 200, 12)).within(mask), ink.accent, 0.9)
    c.edge(mask, (8, 6), 14, shade(ink.main, 0.8), 0.35)
    c.soft(
        path("M136 128 C 156 112 200 108 232 112 C 200 118 160 130 140 160z"),
        tint(ink.main, 0.8),
        7,
        0.35,
        mask,
    )
    stitches(
        c,
        [
            line(
                "M118 190 L 118 225 C 118 239 127 244 139 244 L 261 244 C 273 244 282 239 282 225"
                " L 282 190"
            )
        ],
        thread(ink.main),
    )


def _front_pocket(c: Canvas, ink: Inks) -> None:
    pocket = path(
        "M132 286 L 268 286 L 272 374 C 272 388 264 394 252 394 L 148 394"
        " C 136 394 128 388 128 374z"
    )
    c.soft(moved(pocket, 2, 4), shade(ink.main, 0.9), 5, 0.5, None)
    mask = c.mask(pocket)
    cloth(c, mask, ink.main, "canvas", rough=0.28)
    c.edge(mask, (6, 5), 10, shade(ink.main, 0.8), 0.35)
    zip_line = line("M136 300 L 264 300")
    c.fill(c.lines([zip_line], 4.5), shade(ink.main, 0.5))
    stitches(c, [line("M136 300 L 262 300")], (206, 176, 120))
    stitches(
        c,
        [line("M134 372 C 134 384 140 388 150 388 L 250 388 C 260 388 266 384 266 372")],
        thread(ink.main),
    )
    for x in (160, 240):
        tab = path(
            f"M{x - 8} 222 L {x + 8} 222 L {x + 8} 296 C {x + 8} 308 {x - 8} 308 {x - 8} 296z"
        )
        c.soft(moved(tab, 1.5, 3), (40, 32, 30), 2.5, 0.4, None)
        leather = c.mask(tab)
        c.across(
            leather, (x - 8, x + 8), ((0, tint(ink.accent, 0.12)), (1, shade(ink.accent, 0.2)))
        )
        c.texture(leather, "clay", ink.accent, 0.25)
        stitches(
            c,
            [line(f"M{x - 5.5} 226 L {x - 5.5} 298"), line(f"M{x + 5.5} 226 L {x + 5.5} 298")],
            thread(ink.accent),
        )
        rivet(c, x, 232)
        rivet(c, x, 292)


def pouch(c: Canvas, ink: Inks) -> None:
    body = path(
        "M92 232 C 92 224 98 220 106 220 L 294 220 C 302 220 308 224 308 232 L 316 366"
        " C 316 388 304 398 286 398 L 114 398 C 96 398 84 388 84 366z"
    )
    c.stand(200, 398, 112)
    mask = c.mask(body)
    cloth(c, mask, ink.main, "canvas", rough=0.3)
    woven_pattern(c, mask, ink)
    c.edge(mask, (8, 12), 16, shade(ink.main, 0.8), 0.45)
    base = c.mask(
        path(
            "M86 346 C 150 352 250 352 315 346 L 316 366 C 316 388 304 398 286 398 L 114 398"
            " C 96 398 84 388 84 366z"
        )
    )
    c.fill(base, ink.accent)
    c.texture(base, "clay", ink.accent, 0.26)
    c.edge(base, (4, 6), 10, shade(ink.accent, 0.8), 0.45)
    crease(
        c,
        mask,
        ink.main,
        dark=(
            "M130 236 C 140 270 136 310 128 344 L 118 344 C 126 310 128 270 122 236z",
            "M256 236 C 248 280 256 310 262 344 L 272 344 C 266 310 262 270 266 236z",
        ),
        light=("M160 240 C 170 280 168 310 164 344 L 150 344 C 156 310 156 280 150 240z",),
    )
    seam(c, [line("M88 346 C 150 352 250 352 313 346")], ink.accent)
    stitches(c, [line("M90 351 C 150 357 250 357 311 351")], thread(ink.accent))
    _zip(c, ink)


def _zip(c: Canvas, ink: Inks) -> None:
    brass: Color = (190, 152, 96)
    tape = c.mask(rect(96, 218, 208, 13, 4))
    c.fill(tape, shade(ink.main, 0.35))
    c.texture(tape, "canvas", ink.main, 0.2)
    teeth = [((float(x), 222.5), (float(x), 227.0)) for x in range(104, 298, 3)]
    c.fill(c.lines(teeth, 1.4, caps=False), tint(brass, 0.25))
    slider = c.mask(rect(122, 219, 14, 11, 3))
    c.across(slider, (122, 136), ((0, tint(brass, 0.4)), (1, shade(brass, 0.3))))
    pull = rect(125, 229, 8, 34, 3.5)
    c.soft(moved(pull, 2, 2.5), (40, 32, 30), 2.4, 0.4, None)
    leather = c.mask(pull)
    c.fill(leather, ink.accent)
    c.texture(leather, "clay", ink.accent, 0.2)
    c.edge(leather, (1.5, 1.5), 2, shade(ink.accent, 0.8), 0.5)
    c.fill(c.mask(ellipse(129, 234, 1.4, 1.4)), shade(ink.accent, 0.8))
