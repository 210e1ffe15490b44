"""Paper, pencils, books, and what comes without a parcel."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, MIST, OAT, SAND, Look, Sheet

PRODUCTS = (
    Sheet(
        handle="clothbound-notebook",
        title="Clothbound notebook",
        vendor="Kamisuki",
        product_type="Notebook",
        category="desk",
        sku="KM-NOTE",
        subject="notebook",
        looks=(
            Look("Ink", "#3d5a6c", "#c98f6d"),
            Look("Clay", "#b5694a", "#e5d6bf"),
            Look("Moss", "#6b7a5e", "#d9c7a0"),
        ),
        more={"Paper": ("Dotted", "Ruled")},
        price=(2200, 2500),
        weight=310,
        stock=("26/14 18/11", "12/8 9/3", "0/6 4/0"),
        age_days=430,
        barcodes=61010,
        tags=("paper", "japan", "gift"),
        alt=(
            "Clothbound notebook in {look} with an elastic and a ribbon, on a second one",
            "The label on the linen cover",
            "The notebook lying open and flat",
        ),
        description="""
            <p>It opens flat on any page, and stays there. 192 pages of 90 g paper that takes
            fountain pen ink without feathering, numbered, with an index at the front.</p>
            <p>Paper from Echizen, where they have made it for 1,500 years; sewn in sections
            and bound in Portuguese linen.</p>
        """,
        seo_title="Clothbound notebook with Japanese paper",
    ),
    Sheet(
        handle="drawing-pencils",
        title="Drawing pencils, box of six",
        vendor="Kamisuki",
        product_type="Pencils",
        category="desk",
        sku="KM-PENC6",
        subject="pencils",
        ground=BLUSH,
        looks=(Look("Forest", "#5b6b5a", "#c9855a"), Look("Harbor", "#3d5a6c", "#c9b06a")),
        price=(1400, 1600),
        weight=70,
        stock=("48/30", "36/22"),
        age_days=370,
        barcodes=61020,
        low_threshold=10,
        tags=("wood", "japan", "gift"),
        alt=(
            "Six pencils in shades from {look} to ochre in a cardboard sleeve",
            "The sharpened tips",
            "The printed sleeve of the box",
        ),
        description="""
            <p>From 2H to 4B, in six colors of lacquer, so that the hand learns which is which.
            Incense cedar, which sharpens like butter and smells like a church.</p>
            <p>Made in Tokyo's Arakawa, where the pencil makers are. The sleeve is cardboard,
            printed with soy ink.</p>
        """,
    ),
    Sheet(
        handle="a-year-at-the-table",
        title="A Year at the Table",
        vendor="Alder & Wren Press",
        product_type="Book",
        category="desk",
        sku="AW-BOOK1",
        subject="book",
        ground=MIST,
        looks=(Look("", "#7c3f3a", "#d9a86a"),),
        price=(3400, 3900),
        weight=860,
        stock=("40/24",),
        age_days=200,
        barcodes=62010,
        tax_category="reduced",
        tags=("book", "gift", "cooking"),
        alt=(
            "Clothbound book in claret with a printed landscape on its cover",
            "The landscape on the cover",
            "Foil lettering on the cloth",
        ),
        description="""
            <p>Fifty-two suppers from the people who make our plates: caldo verde from Barcelos,
            pea soup from Umeå, chazuke from Tokoname. One for each week, none of them long.</p>
            <p>240 pages, thread-sewn, in cloth, printed in Porto. English. The edges are left
            uncoated, for notes.</p>
        """,
    ),
    Sheet(
        handle="mending-a-handbook",
        title="Mending: a handbook",
        vendor="Alder & Wren Press",
        product_type="Book",
        category="desk",
        sku="AW-BOOK2",
        subject="book",
        ground=OAT,
        looks=(Look("", "#3f5a5c", "#d8b98a"),),
        price=(2400, 2800),
        weight=420,
        stock=("55/30",),
        age_days=14,
        barcodes=62020,
        tax_category="reduced",
        tags=("book", "textile"),
        alt=(
            "Clothbound book in dark green with hills on its cover",
            "The printed hills",
            "Foil lettering on green cloth",
        ),
        description="""
            <p>How to darn a heel, turn a collar, re-weave a moth hole, glue a mug and forgive
            a chip. With drawings that show the needle from the side that matters.</p>
            <p>128 pages, thread-sewn, lies flat while both hands are busy. English.</p>
        """,
    ),
    Sheet(
        handle="apron-sewing-pattern",
        title="Cook's apron, sewing pattern (PDF)",
        vendor="Atelier Lino",
        product_type="Digital pattern",
        category="desk",
        sku="AL-PDF1",
        subject="pattern_sheet",
        ground=OAT,
        looks=(Look("", "#34455a", "#c9705a"),),
        price=(900, 1000),
        weight=0,
        stock=(),
        age_days=120,
        policy="untracked",
        requires_shipping=False,
        tags=("digital", "textile"),
        alt=(
            "Printed sewing pattern sheet with cutting lines",
            "Cutting lines and the grain arrow",
            "The pocket piece of the pattern",
        ),
        description="""
            <p>The apron from our shelves, for those who would rather sew it. Three sizes, on
            twelve A4 or letter pages, or one A0 sheet for the copy shop.</p>
            <p>The download comes by mail as soon as it is paid. For your own use and for
            gifts; please do not sell the file.</p>
        """,
    ),
    Sheet(
        handle="gift-wrapping",
        title="Gift wrapping",
        vendor="Alder & Wren Press",
        product_type="Service",
        category="desk",
        sku="AW-WRAP",
        subject="gift_box",
        ground=SAND,
        looks=(
            Look("Leaf green", "#5b6b5a", "#c9a27a", "speckle"),
            Look("Kraft", "#c3a27c", "#7c3f3a"),
        ),
        price=(500, 600),
        weight=0,
        stock=(),
        age_days=500,
        policy="untracked",
        requires_shipping=False,
        tags=("gift", "service"),
        alt=(
            "Box wrapped in {look} paper with a wide ribbon",
            "The bow on the lid",
            "The printed paper and the ribbon",
        ),
        description="""
            <p>We wrap the whole order in recycled paper with a cotton ribbon, and write your
            words on a card. Tell us what to write in the note to your order.</p>
            <p>Prices are left out of the parcel. One per address is enough.</p>
        """,
    ),
)
