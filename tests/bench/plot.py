"""Cost against practices as a picture: two logarithmic axes, a line for each that was asked."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 900, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 330, 20, 50
COLOURS = "#1b6ca8 #d1495b #2e8b57 #8a5a9e #c77d0a #4f5d75 #00838f #9c6644 #7a9e1f #b23a8f".split()


def scale(values, low, high):
    """From a value to its place between low and high, by its logarithm."""
    least, most = math.log10(min(values)), math.log10(max(values))
    return lambda v: low + (high - low) * (math.log10(v) - least) / ((most - least) or 1)


def text(x, y, content, anchor="middle", colour="#333"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(content)}</text>'


def decades(values):
    return [10.0 ** n for n in range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)]


def apart(places, gap=15):
    """Places of labels, moved down until none covers another."""
    last = -gap
    for name, y in sorted(places.items(), key=lambda p: p[1]):
        last = max(y, last + gap)
        yield name, last


def costs(measured):
    """The SVG of milliseconds by practices, by what was asked."""
    sizes = sorted({size for by_size in measured.values() for size in by_size})
    times = [ms for by_size in measured.values() for ms in by_size.values()]
    if not times:
        return ""
    ticks = decades(times)
    x, y = scale(sizes, LEFT, WIDTH - RIGHT), scale(ticks, HEIGHT - BOTTOM, TOP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for tick in ticks:
        out += [f'<path d="M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>', text(LEFT - 8, y(tick) + 4, f"{tick:,g} ms", "end")]
    out += [text(x(size), HEIGHT - BOTTOM + 20, f"{size:,}") for size in sizes]
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "practices"))
    colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(measured)}
    for name, by_size in measured.items():
        points = [(x(size), y(by_size[size])) for size in sorted(by_size)]
        out.append(f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colours[name]}"/>' for a, b in points]
    ends = {name: y(by_size[max(by_size)]) for name, by_size in measured.items()}
    out += [text(WIDTH - RIGHT + 12, place + 4, name, "start", colours[name]) for name, place in apart(ends)]
    return "\n".join(out + ["</svg>"]) + "\n"
