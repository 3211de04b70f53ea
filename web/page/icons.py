"""The program's mark, the loop and what it unrolls to, as PNG and SVG. It is read from index.html, where the page's own icon stands."""
import math
import re
import struct
import urllib.parse
import zlib

PAPER = (255, 255, 255)


class Mark:
    """A path of arcs (a, one radius) and horizontal lines (h) with a stroke that ends without a cap."""

    def __init__(self, index_html):
        icon = urllib.parse.unquote(re.search(r'rel="icon" href="data:image/svg\+xml,([^"]*)"', index_html).group(1))
        self.svg = icon
        self.side = float(re.search(r"viewBox='0 0 (\d+)", icon).group(1))
        self.width = float(re.search(r"stroke-width='(\d+)'", icon).group(1))
        ink = re.search(r"stroke='#(\w{6})'", icon).group(1)
        self.ink = tuple(int(ink[i:i + 2], 16) for i in (0, 2, 4))
        self.arcs, self.lines = [], []
        x = y = 0.0
        for letter, numbers in re.findall(r"([Mmah])([^Mmah]*)", re.search(r"path d='([^']*)'", icon).group(1)):
            n = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
            if letter == "M":
                x, y = n
            elif letter == "m":
                x, y = x + n[0], y + n[1]
            elif letter == "h":
                self.lines.append((x, x + n[0], y))
                x += n[0]
            else:
                end = (x + n[5], y + n[6])
                self.arcs.append(arc((x, y), end, n[0], bool(n[3]), bool(n[4])))
                x, y = end

    def cover(self, x, y, pixel):
        """How much of the pixel around a point has ink, 0…1."""
        most = 0.0
        for left, right, at in self.lines:
            inside = min(self.width / 2 - abs(y - at), x - left, right - x)
            most = max(most, inside / pixel + 0.5)
        for cx, cy, radius, begin, sweep in self.arcs:
            across = self.width / 2 - abs(math.hypot(x - cx, y - cy) - radius)
            if across / pixel + 0.5 <= most:
                continue
            turn = (math.atan2(y - cy, x - cx) - begin) % (2 * math.pi)
            along = min(turn, sweep - turn) * radius if turn <= sweep else -min(turn - sweep, 2 * math.pi - turn) * radius
            most = max(most, min(across, along) / pixel + 0.5)
        return min(1.0, most)

    def png(self, pixels, share, corner=0.0):
        """A square of paper, its corners round by a share of its side and clear beyond, with the mark over a share of its side."""
        rows = bytearray()
        unit = self.side / (share * pixels)
        shift = (self.side - self.side / share) / 2
        radius = corner * pixels
        for row in range(pixels):
            rows.append(0)
            for column in range(pixels):
                ink = self.cover((column + 0.5) * unit + shift, (row + 0.5) * unit + shift, unit)
                colour = [round(p + (i - p) * ink) for p, i in zip(PAPER, self.ink)]
                dx = max(radius - column - 0.5, column + 0.5 - pixels + radius, 0)
                dy = max(radius - row - 0.5, row + 0.5 - pixels + radius, 0)
                alpha = min(1.0, max(0.0, radius - math.hypot(dx, dy) + 0.5)) if dx and dy else 1.0
                rows += bytes((*colour, round(255 * alpha)))
        chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        head = struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")


def arc(start, end, radius, is_large, is_clockwise):
    """(centre x, y, radius, first angle, angle swept) of an SVG arc, clockwise on the screen."""
    (x0, y0), (x1, y1) = start, end
    half = math.hypot(x1 - x0, y1 - y0) / 2
    height = math.sqrt(max(0.0, radius * radius - half * half))
    nx, ny = (y0 - y1) / (2 * half), (x1 - x0) / (2 * half)
    for side in (height, -height):
        cx, cy = (x0 + x1) / 2 + side * nx, (y0 + y1) / 2 + side * ny
        first, last = math.atan2(y0 - cy, x0 - cx), math.atan2(y1 - cy, x1 - cx)
        if not is_clockwise:
            first, last = last, first
        swept = (last - first) % (2 * math.pi)
        if (swept > math.pi) == is_large:
            break
    return cx, cy, radius, first, swept
