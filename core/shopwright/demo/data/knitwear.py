"""Knitwear and what keeps warm."""

from __future__ import annotations

from shopwright.demo.data.sheets import BLUSH, CLOUD, OAT, Look, Sheet

_S_TO_XL = ("S", "M", "L", "XL")

PRODUCTS = (
    Sheet(
        handle="lambswool-sweater",
        title="Lambswool sweater",
        vendor="Serra & Filhos",
        product_type="Sweater",
        category="knitwear",
        sku="SF-LAMB",
        subject="sweater",
        looks=(
            Look("Camel", "#c39b6d", "#efe4d6"),
            Look("Forest", "#3f5148", "#d8cdb8"),
            Look("Ash", "#a5a49e", "#ece6d8"),
        ),
        more={"Size": _S_TO_XL},
        price=(14900, 16500),
        weight=520,
        stock=("6/8 9/12 7/9 3/4", "2/5 4/8 3/6 0/2", "5/3 6/6 0/0 2/1"),
        age_days=380,
        barcodes=23010,
        tags=("wool", "made-in-portugal"),
        alt=(
            "Crew-neck sweater in {look}, laid flat",
            "Stitches and ribbing at the neck",
            "The sweater folded",
        ),
        description="""
            <p>The plain sweater one keeps looking for: medium weight, set-in sleeves, a collar
            that goes over a shirt or under a coat.</p>
            <p>First-shear lambswool from the Serra da Estrela, knitted to shape in Covilhã, so
            that there is no cut edge in it.</p>
            <p>Air it more than you wash it; then 30 °C, wool program, dried flat.</p>
        """,
    ),
    Sheet(
        handle="patterned-yoke-jumper",
        title="Patterned jumper",
        vendor="Norrland",
        product_type="Sweater",
        category="knitwear",
        sku="NL-YOKE",
        subject="sweater",
        ground=OAT,
        looks=(Look("Midnight", "#34455a", "#e9e3d6", "band"),),
        more={"Size": _S_TO_XL},
        price=(18900, 20900),
        compare_at={"XL": (22900, 24900)},
        weight=690,
        stock=("-/4 -/6 -/3 -/1",),
        age_days=330,
        barcodes=23020,
        tags=("wool", "made-in-sweden"),
        alt=(
            "Dark blue jumper with a band of pale diamonds across the chest",
            "The knitted diamonds up close",
            "The jumper folded",
        ),
        description="""
            <p>Three rows of diamonds, as they were knitted along the Bothnian coast, where
            each village had its own count. This is Umeå's: fourteen to the front.</p>
            <p>Undyed and plant-dyed wool of Swedish Gute sheep. Kept at our Malmö store and
            sent from there.</p>
        """,
    ),
    Sheet(
        handle="striped-cotton-jumper",
        title="Striped cotton jumper",
        vendor="Serra & Filhos",
        product_type="Sweater",
        category="knitwear",
        sku="SF-STRI",
        subject="sweater",
        ground=BLUSH,
        looks=(
            Look("Moss", "#e6ddcc", "#5b6b5a", "stripe"),
            Look("Ink", "#ece6da", "#34455a", "stripe"),
        ),
        more={"Size": ("S", "M", "L")},
        price=(11900, 12900),
        weight=480,
        stock=("2/1 3/2 1/0", "4/2 4/3 2/2"),
        age_days=15,
        barcodes=23030,
        tags=("cotton", "made-in-portugal"),
        alt=(
            "Cotton jumper with {look} stripes on ecru",
            "Stripes below the ribbed collar",
            "The striped jumper folded",
        ),
        description="""
            <p>Cotton with a little wool in it, for evenings that turn. The stripes run around
            sleeve and body at the same height, as they should.</p>
            <p>80 % organic cotton, 20 % wool; knitted in Covilhã, Portugal. Wash at 30 °C, dry
            flat.</p>
        """,
    ),
    Sheet(
        handle="ribbed-beanie",
        title="Ribbed beanie",
        vendor="Norrland",
        product_type="Hat",
        category="accessories",
        sku="NL-BEAN",
        subject="beanie",
        looks=(
            Look("Rust", "#b5583a", "#8d99ae"),
            Look("Moss", "#6b7a5e", "#e5d6bf"),
            Look("Oat", "#ddd0b8", "#8a5f3e"),
        ),
        price=(3900, 4400),
        weight=90,
        stock=("18/26", "9/14", "0/4"),
        age_days=290,
        barcodes=24010,
        tags=("wool", "gift", "unisex"),
        alt=(
            "Ribbed wool beanie in {look} with a turned-up cuff",
            "The cuff and its woven label",
            "The ribs meeting at the crown",
        ),
        description="""
            <p>A deep cuff and a crown without a seam. It stays on in the wind off the sound
            and does not itch in the tram.</p>
            <p>Swedish wool with a tenth of silk; knitted in Umeå. One size, and it gives.</p>
        """,
    ),
    Sheet(
        handle="hiking-socks",
        title="Wool socks",
        vendor="Serra & Filhos",
        product_type="Socks",
        category="accessories",
        sku="SF-SOCK",
        subject="socks",
        ground=BLUSH,
        looks=(Look("Sage", "#8a9a86", "#e5d6bf", "stripe"), Look("Rust", "#b06a4a", "#e9e3d6")),
        more={"Size": ("36-39", "40-43", "44-46")},
        price=(1900, 2200),
        weight=95,
        stock=("22/18 40/31 15/9", "17/12 33/20 0/6"),
        age_days=460,
        barcodes=24020,
        low_threshold=10,
        tags=("wool", "gift"),
        alt=(
            "A pair of wool socks in {look} with pale heels and toes",
            "The ribbed cuffs",
            "Reinforced heel and toe",
        ),
        description="""
            <p>Thick at the heel and toe, thin where the shoe is tight, and long enough for
            boots. Darning yarn in the same color is in the band.</p>
            <p>75 % wool, 25 % recycled polyamide, knitted in Covilhã. Wash at 40 °C.</p>
        """,
    ),
    Sheet(
        handle="merino-scarf",
        title="Woven merino scarf",
        vendor="Serra & Filhos",
        product_type="Scarf",
        category="accessories",
        sku="SF-SCARF",
        subject="scarf",
        ground=CLOUD,
        looks=(Look("Claret", "#7c3f3a", "#e5d6bf", "check"), Look("Pine", "#3f5148", "#b08968")),
        price=(7900, 8800),
        weight=240,
        stock=("7/5", "2/3"),
        age_days=310,
        barcodes=24030,
        tags=("wool", "gift"),
        alt=(
            "Fringed wool scarf in {look}, folded once",
            "The twisted fringe",
            "The weave where the scarf folds",
        ),
        description="""
            <p>Two meters long and wide enough for a shawl. The fringe is twisted by hand, two
            threads at a time.</p>
            <p>Extra-fine merino, 19 microns, woven on narrow looms in Covilhã. Hand wash cool,
            or air it overnight.</p>
        """,
    ),
)
