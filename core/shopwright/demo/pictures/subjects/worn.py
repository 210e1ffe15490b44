"""Clothes of woven cloth and jersey, laid flat: tee, shirt, apron; and anything folded."""

from __future__ import annotations

from shopwright.demo.pictures.canvas import Canvas
from shopwright.demo.pictures.materials import cloth, crease, woven_pattern
from shopwright.demo.pictures.palette import Inks, mix, shade, tint
from shopwright.demo.pictures.path import (
    Shape,
    ellipse,
    line,
    mirrored,
    moved,
    path,
    rect,
)
from shopwright.demo.pictures.sewing import button, rivet, seam, stitches, thread
from shopwright.demo.pictures.texture import Texture

TEE = path(
    "M164 104 C 180 126 220 126 236 104 L 288 124 C 303 131 309 143 316 156 L 350 222"
    " L 304 246 L 283 208 C 286 270 285 340 288 408 C 240 416 160 416 112 408"
    " C 115 340 114 270 117 208 L 96 246 L 50 222 L 84 156 C 91 143 97 131 112 124 Z"
)


def tee(c: Canvas, ink: Inks) -> None:
    c.drop(TEE)
    c.fill(
        c.mask(path("M164 104 C 184 96 216 96 236 104 L 226 124 L 174 124z")), shade(ink.main, 0.5)
    )
    body = c.mask(TEE)
    cloth(c, body, ink.main, "felt", rough=0.12)
    woven_pattern(c, body, ink)
    crease(
        c,
        body,
        ink.main,
        dark=(
            "M283 208 C 262 232 236 246 214 250 C 240 236 262 222 276 200z",
            "M117 208 C 136 236 158 248 176 252 C 152 236 136 222 124 200z",
            "M150 300 C 176 330 190 372 196 412 L 186 412 C 178 372 166 334 150 300z",
            "M262 290 C 250 330 246 372 248 412 L 240 412 C 238 372 246 328 262 290z",
            "M72 200 L 100 232 L 96 240 L 66 208z",
        ),
        light=(
            "M140 180 C 150 230 150 300 140 380 L 128 380 C 132 300 136 240 128 190z",
            "M216 270 C 220 320 224 360 220 410 L 210 410 C 212 360 212 310 208 270z",
        ),
    )
    seam(
        c,
        [line("M288 124 C 278 148 278 180 283 208"), line("M112 124 C 122 148 122 180 117 208")],
        ink.main,
    )
    collar = c.mask(path("M164 104 C 180 126 220 126 236 104 L 246 108 C 226 140 174 140 154 108z"))
    c.fill(collar, ink.accent if ink.pattern != "plain" else shade(ink.main, 0.08))
    c.texture(collar, "rib", ink.main, 0.10)
    c.edge(collar, (0, 3), 2.5, shade(ink.main, 0.9), 0.45)
    color = thread(ink.main)
    stitches(
        c,
        [
            line("M114 400 C 160 408 240 408 286 400"),
            line("M301 239 L 346 216"),
            line("M99 239 L 54 216"),
            line("M152 112 C 174 145 226 145 248 112"),
        ],
        color,
    )


SLEEVE = path("M286 118 C 314 126 324 150 331 196 L 356 374 L 318 382 L 282 236z")
TORSO = path(
    "M152 100 L 248 100 L 292 119 C 290 210 290 310 294 398 C 268 420 230 410 200 410"
    " C 170 410 132 420 106 398 C 110 310 110 210 108 119 Z"
)


def shirt(c: Canvas, ink: Inks) -> None:
    c.drop(TORSO + SLEEVE + mirrored(SLEEVE))
    _shirt_sleeves(c, ink)
    c.fill(
        c.mask(path("M164 88 C 184 78 216 78 236 88 L 224 130 L 176 130z")), shade(ink.main, 0.42)
    )
    torso = c.mask(TORSO)
    c.soft(moved(TORSO, 3, 3), shade(ink.main, 0.9), 4, 0.35, c.mask(SLEEVE, mirrored(SLEEVE)))
    cloth(c, torso, ink.main, "linen", rough=0.26)
    woven_pattern(c, torso, ink)
    crease(
        c,
        torso,
        ink.main,
        dark=(
            "M292 236 C 268 262 240 274 222 276 C 250 258 270 240 288 214z",
            "M108 236 C 130 264 150 274 172 278 C 146 258 128 240 112 214z",
            "M136 300 C 150 340 152 380 148 412 L 138 412 C 142 380 142 340 136 300z",
            "M250 296 C 262 336 266 376 264 412 L 255 412 C 256 376 256 336 250 296z",
        ),
        light=(
            "M146 150 C 156 210 156 300 150 390 L 136 390 C 142 300 144 210 134 160z",
            "M232 280 C 238 320 240 370 238 406 L 226 406 C 228 360 228 320 224 280z",
        ),
    )
    _placket(c, ink)
    _collar(c, ink)


def _shirt_sleeves(c: Canvas, ink: Inks) -> None:
    for sleeve in (SLEEVE, mirrored(SLEEVE)):
        mask = c.mask(sleeve)
        cloth(c, mask, shade(ink.main, 0.05), "linen", rough=0.26)
        woven_pattern(c, mask, ink)
        crease(
            c,
            mask,
            ink.main,
            dark=(
                "M296 200 C 312 220 326 224 336 220 L 334 232 C 318 236 304 224 294 212z",
                "M304 280 C 318 296 330 300 346 296 L 347 304 C 330 310 314 300 304 290z",
                "M104 200 C 88 220 74 224 64 220 L 66 232 C 82 236 96 224 106 212z",
                "M96 280 C 82 296 70 300 54 296 L 53 304 C 70 310 86 300 96 290z",
            ),
        )
    cuffs = [line("M313 354 L 352 346"), line("M87 354 L 48 346")]
    seam(c, cuffs, ink.main)
    stitches(c, [line("M316 374 L 354 366"), line("M84 374 L 46 366")], thread(ink.main))
    for x in (341, 59):
        c.fill(c.mask(ellipse(x, 361, 2.6, 2.6)), ink.accent)


def _placket(c: Canvas, ink: Inks) -> None:
    seam(c, [line("M190 128 L 190 410"), line("M210 128 L 210 410")], ink.main)
    stitches(c, [line("M194 130 L 194 408"), line("M206 130 L 206 408")], thread(ink.main))
    pocket = path("M226 186 L 270 186 L 270 228 L 248 240 L 226 228z")
    mask = c.mask(pocket)
    c.soft(moved(pocket, 1.5, 2), shade(ink.main, 0.9), 2.2, 0.35, None)
    cloth(c, mask, ink.main, "linen", rough=0.26)
    woven_pattern(c, mask, ink)
    stitches(
        c,
        [
            line("M228.5 186 L 228.5 227 L 248 237 L 267.5 227 L 267.5 186"),
            line("M226 193 L 270 193"),
        ],
        thread(ink.main),
    )
    for y in range(150, 400, 42):
        button(c, 200, y, 4.4, ink.accent)


def _collar(c: Canvas, ink: Inks) -> None:
    stand = path("M164 88 C 178 112 222 112 236 88 L 242 98 C 226 128 174 128 158 98z")
    c.fill(c.mask(stand), shade(ink.main, 0.16))
    left = path("M163 86 C 156 96 150 108 149 118 L 172 152 L 200 124 C 184 118 172 104 163 86z")
    for wing in (left, mirrored(left)):
        c.soft(moved(wing, 2, 4), shade(ink.main, 0.9), 3.5, 0.45, None)
        mask = c.mask(wing)
        cloth(c, mask, tint(ink.main, 0.06), "linen", rough=0.26)
        woven_pattern(c, mask, ink)
    edges = [line("M153 117 L 172.5 146 L 194 124")]
    stitches(c, [*edges, *mirrored(tuple(edges))], thread(ink.main))


APRON = path(
    "M156 132 L 244 132 C 246 176 262 208 300 226 L 306 404 C 240 414 160 414 94 404 L 100 226"
    " C 138 208 154 176 156 132z"
)


def apron(c: Canvas, ink: Inks) -> None:
    straps = [line("M164 140 C 158 60 242 60 236 140")]
    ties = [line("M300 234 C 336 250 330 300 342 344"), line("M100 234 C 64 250 72 290 58 330")]
    c.drop(APRON)
    band = c.lines([*straps, *ties], 8.5, caps=False)
    cloth(c, band, ink.accent, "canvas", rough=0.2)
    body = c.mask(APRON)
    cloth(c, body, ink.main, "canvas", rough=0.26)
    woven_pattern(c, body, ink)
    crease(
        c,
        body,
        ink.main,
        dark=(
            "M150 240 C 156 290 150 360 146 410 L 134 410 C 142 350 146 290 150 240z",
            "M256 330 C 262 360 262 390 258 410 L 248 410 C 252 390 254 360 256 330z",
            "M200 140 C 196 170 206 200 204 226 L 212 226 C 212 196 206 170 210 140z",
        ),
        light=("M124 250 C 130 300 124 360 120 404 L 108 404 C 116 350 118 300 116 250z",),
    )
    pocket = path("M138 262 L 262 262 L 258 340 C 230 346 170 346 142 340z")
    c.soft(moved(pocket, 1.5, 3), shade(ink.main, 0.9), 3, 0.4, body)
    front = c.mask(pocket)
    cloth(c, front, ink.main if ink.pattern == "plain" else ink.accent, "canvas", rough=0.26)
    color = thread(ink.main)
    stitches(
        c,
        [
            line("M138 270 L 262 270"),
            line("M200 262 L 200 344"),
            line("M142 266 L 146 336 C 170 342 230 342 254 336 L 258 266"),
            line("M162 137 L 238 137"),
            line("M98 398 C 160 407 240 407 302 398"),
        ],
        color,
    )
    for x, y in ((168, 144), (232, 144), (146, 268), (254, 268)):
        rivet(c, x, y)


class Folded:
    """A garment of this cloth, folded into a square."""

    def __init__(self, texture: Texture, *, collar: bool = False) -> None:
        self.texture: Texture = texture
        self.collar = collar

    def __call__(self, c: Canvas, ink: Inks) -> None:
        stack: Shape = rect(96, 128, 208, 262, 10)
        c.drop(stack, dx=7, dy=12, blur=11)
        for step in (8, 4):
            under = c.mask(moved(stack, step * 0.7, step))
            c.fill(under, shade(ink.main, 0.14 + step * 0.02))
        mask = c.mask(stack)
        cloth(c, mask, ink.main, self.texture, rough=0.30)
        woven_pattern(c, mask, ink)
        crease(
            c,
            mask,
            ink.main,
            dark=(
                "M304 250 C 270 270 240 282 226 286 C 250 268 276 252 304 236z",
                "M96 330 C 120 340 140 356 150 372 C 130 364 110 352 96 346z",
            ),
            light=("M150 150 C 200 146 250 150 290 156 L 290 190 C 240 180 190 180 150 186z",),
        )
        if self.collar:
            self._collar(c, ink)
        else:
            rib = c.mask(
                path("M150 128 C 164 168 236 168 250 128 L 264 128 C 246 190 154 190 136 128z")
            )
            c.fill(c.mask(path("M150 128 C 164 168 236 168 250 128z")), shade(ink.main, 0.5))
            c.fill(
                rib,
                mix(ink.main, ink.accent, 0.85)
                if ink.pattern == "stripe"
                else shade(ink.main, 0.06),
            )
            c.texture(rib, "rib", ink.main, 0.24)
            c.edge(rib, (0, 3), 3, shade(ink.main, 0.9), 0.5)
        label = rect(188, 146, 24, 12, 1)
        c.fill(c.mask(label), (232, 222, 204))

    def _collar(self, c: Canvas, ink: Inks) -> None:
        seam(c, [line("M190 176 L 190 390"), line("M210 176 L 210 390")], ink.main)
        c.fill(c.mask(path("M154 128 C 170 170 230 170 246 128z")), shade(ink.main, 0.42))
        wing = path(
            "M152 126 C 140 132 132 144 132 152 L 166 196 L 200 164 C 178 158 160 146 152 126z"
        )
        for part in (wing, mirrored(wing)):
            c.soft(moved(part, 2, 4), shade(ink.main, 0.9), 4, 0.45, None)
            cloth(c, c.mask(part), tint(ink.main, 0.05), self.texture, rough=0.26)
        for y in (196, 244, 292, 340):
            button(c, 200, y, 5, ink.accent)
