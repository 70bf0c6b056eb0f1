"""Names as people really give themselves, for everything that letters them."""

NAMES = {
    "short": "Li",
    "long": "Alexandra Konstantinopoulou-Featherstonehaugh",
    "sixty": "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis",
    "chinese": "王小明",
    "long chinese": "欧阳娜娜·阿卜杜勒克里木·买买提江",
    "traditional": "張學友",
    "japanese": "さくら 田中",
    "korean": "김민수",
    "arabic": "محمد بن عبد الله",
    "hebrew": "דוד בן-גוריון",
    "cyrillic": "Дмитрий Шостакович",
    "greek": "Ελένη",
    "devanagari": "अमिताभ श्रीवास्तव",
    "thai": "สมชาย ใจดี",
    "vietnamese": "Nguyễn Thị Ánh",
    "emoji": "🦊",
    "family": "👨‍👩‍👧‍👦 👩🏽‍💻",
    "flags": "🇨🇳🇩🇪",
    "mixed": "小明🎉Ming محمد 3",
    "fancy": "𝓐𝓵𝓲𝓬𝓮 ★彡",
}
