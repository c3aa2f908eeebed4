"""Markdown that server and editor have to understand alike."""

CASES = [
    "Hej",
    "a\n\n\n  b",
    "*kursiv*, **fed**, ++understreget++, ***begge***",
    "**a *b** c*",
    "2*3*4 C++ og a++ # x _y_ <b> &amp;",
    "\\*ikke\\* \\[x\\] \\\\* C\\+\\+ \\\\server\\sti",
    "**a",
    "**** ++++ ** a **",
    "ord**del**ing og 5**mg**",
    "[her](https://example.org/?a=1&b=2) og **[fed](mailto:a@example.org)**",
    "[x](javascript:alert(1)) [y] (https://example.org)",
    "- a\n- b\n  1. c\n  2. d\n- e\n  mere",
    "1. a\n2. b\n\n3. marts",
    "1. a\n1. b",
    "\\- nej\n\\1. heller ikke\n- ja",
    "| A | B |\n|---|---|\n| **1** | x \\| y |\n\nefter",
    "|  |  |\n| --- | --- |\n| a | b |",
    "| ikke en tabel |",
    "- a\n| b |\n|---|\n| c |",
]
