"""Outputs of the structure indicators: `python make.py` writes structure.json beside this file, over the two series of ../talib/make.py.

Written independently of the library from what its documentation says, by brute force: for every bar everything is found anew in the whole history up to it (swings by comparing slices, clusters, profiles, the
alternating pivots and every pattern's life), with no state carried from bar to bar. TA-Lib gives average true range, averages and Bollinger bands. Outputs are base64 of zlib-compressed little-endian doubles.
"""
import base64
import datetime
import json
import pathlib
import runpy
import zlib

import numpy as np
import talib

here = pathlib.Path(__file__).parent
common = runpy.run_path(str(here.parent / "talib" / "make.py"), run_name="structure")
nan = float("nan")
LEFT, RIGHT = 3, 2
SWINGS = {"leftBars": LEFT, "rightBars": RIGHT}


def encode(x):
    return base64.b64encode(zlib.compress(np.asarray(x, "<f8").tobytes(), 9)).decode()


def swings(x, until, sign):
    """(bar, price) of the swings of one kind that are known at bar `until`."""
    y = sign * x
    return [
        (p, x[p])
        for p in range(LEFT, until - RIGHT + 1)
        if y[p] > y[p - LEFT : p].max() and y[p] >= y[p + 1 : p + RIGHT + 1].max()
    ]


class Known:
    """All swings once, and those known at a bar by their bars: the same as calling `swings` at every bar, only faster."""

    def __init__(self, h, l):
        self.all = {1: swings(h, len(h) - 1, 1), -1: swings(l, len(l) - 1, -1)}

    def at(self, t, kind):
        return [s for s in self.all[kind] if s[0] + RIGHT <= t]


def over_bars(n, width, warmup, function):
    rows = np.full((n, width), nan)
    for t in range(warmup, n):
        rows[t] = function(t)
    return list(rows.T)


def swing_points(o, h, l, c, v, k):
    def at(t):
        highs, lows = k.at(t, 1), k.at(t, -1)
        return [
            highs[-1][1] if highs else nan,
            lows[-1][1] if lows else nan,
            t - highs[-1][0] if highs else nan,
            t - lows[-1][0] if lows else nan,
        ]

    return over_bars(len(c), 4, LEFT + RIGHT, at)


def swing_trend(o, h, l, c, v, k):
    def at(t):
        sides = [0 if len(s) < 2 else np.sign(s[-1][1] - s[-2][1]) for s in (k.at(t, 1), k.at(t, -1))]
        return [sides[0] if sides[0] == sides[1] else 0, *sides]

    return over_bars(len(c), 3, LEFT + RIGHT, at)


def market_structure(o, h, l, c, v, k):
    def at(t):
        trend, last = 0, (0, 0, 0)
        broken = set()
        for s in range(LEFT + RIGHT, t + 1):
            highs, lows = k.at(s, 1), k.at(s, -1)
            up = bool(highs) and ("h", highs[-1][0]) not in broken and c[s] > highs[-1][1]
            down = bool(lows) and ("l", lows[-1][0]) not in broken and c[s] < lows[-1][1]
            if up:
                broken.add(("h", highs[-1][0]))
            if down:
                broken.add(("l", lows[-1][0]))
            side = int(up) - int(down)
            against = side != 0 and side == -trend
            trend = side or trend
            last = (trend, 0 if against else side, side if against else 0)
        return last

    return over_bars(len(c), 3, LEFT + RIGHT, at)


def swing_stop(o, h, l, c, v, k):
    atr = talib.ATR(h, l, c, 7)

    def at(t):
        highs, lows = k.at(t, 1), k.at(t, -1)
        return [lows[-1][1] - 0.75 * atr[t] if lows else nan, highs[-1][1] + 0.75 * atr[t] if highs else nan]

    return over_bars(len(c), 2, 7, at)


def zigzag(h, l, size, start):
    """Legs one after another, each by scanning forward from its beginning; `size(extreme, bar)` is how far back ends one."""
    n = len(h)
    events = []  # (bar of confirmation, bar of the end, kind)
    t = start + 1
    first = None
    while t < n:
        low = start + int(np.argmin(l[start:t]))
        high = start + int(np.argmax(h[start:t]))
        if h[t] > l[low] and h[t] - l[low] >= size(l[low], t):
            first = (t, low, -1)
        elif l[t] < h[high] and h[high] - l[t] >= size(h[high], t):
            first = (t, high, 1)
        if first:
            break
        t += 1
    while first:
        events.append(first)
        begin, _, kind = first
        sign = -kind  # of the leg that follows
        along, against = (h, l) if sign > 0 else (l, h)
        first = None
        for t in range(begin + 1, n):
            before = sign * along[begin:t]
            extreme = begin + int(np.argmax(before))
            if sign * along[t] > before.max():
                continue
            back = sign * (along[extreme] - against[t])
            if back > 0 and back >= size(along[extreme], t):
                first = (t, extreme, sign)
                break
    rows = np.full((n, 5), nan)
    for t in range(start, n):
        known = [e for e in events if e[0] <= t]
        highs = [e for e in known if e[2] == 1]
        lows = [e for e in known if e[2] == -1]
        rows[t, 0] = -known[-1][2] if known else 0
        rows[t, 1] = -known[-1][2] if known and known[-1][0] == t else 0
        if highs:
            rows[t, 2] = h[highs[-1][1]]
        if lows:
            rows[t, 3] = l[lows[-1][1]]
        if known:
            rows[t, 4] = t - known[-1][1]
    return list(rows.T)


def zigzag_percent(o, h, l, c, v, k):
    return zigzag(h, l, lambda extreme, t: 0.04 * extreme, 0)


def zigzag_atr(o, h, l, c, v, k):
    atr = talib.ATR(h, l, c, 10)
    return zigzag(h, l, lambda extreme, t: 2.5 * atr[t], 10)


def fair_value_gap(o, h, l, c, v, k):
    def at(t):
        kind = 1 if l[t] > h[t - 2] else -1 if h[t] < l[t - 2] else 0
        bulls = [s for s in range(2, t + 1) if l[s] > h[s - 2]]
        bears = [s for s in range(2, t + 1) if h[s] < l[s - 2]]
        row = [kind, nan, nan, nan, nan]
        if bulls:
            s = bulls[-1]
            if l[s : t + 1].min() > h[s - 2]:
                row[1:3] = [l[s : t + 1].min(), h[s - 2]]
        if bears:
            s = bears[-1]
            if h[s : t + 1].max() < l[s - 2]:
                row[3:5] = [l[s - 2], h[s : t + 1].max()]
        return row

    return over_bars(len(c), 5, 2, at)


def support_resistance(o, h, l, c, v, k):
    window, tolerance, least = 80, 0.6, 2
    atr = talib.ATR(h, l, c, 14)

    def at(t):
        prices = sorted(p for kind in (1, -1) for bar, p in k.at(t, kind) if bar > t - window)
        clusters = []
        for p in prices:
            if clusters and p - clusters[-1][0] <= tolerance * atr[t]:
                clusters[-1].append(p)
            else:
                clusters.append([p])
        levels = [(np.mean(x), len(x)) for x in clusters if len(x) >= least]
        below = [x for x in levels if x[0] <= c[t]]
        above = [x for x in levels if x[0] > c[t]]
        s, r = below[-1] if below else (nan, 0), above[0] if above else (nan, 0)
        scale = atr[t]
        return [
            s[0],
            r[0],
            (0 if scale == 0 else (c[t] - s[0]) / scale) if below else nan,
            (0 if scale == 0 else (r[0] - c[t]) / scale) if above else nan,
            s[1],
            r[1],
        ]

    return over_bars(len(c), 6, 14, at)


def trend_lines(points):
    def run(o, h, l, c, v, k):
        def at(t):
            row, distances = [], []
            for kind in (1, -1):
                found = k.at(t, kind)[-points:]
                if len(found) < points:
                    row += [nan, nan, nan]
                    distances.append(0)
                    continue
                slope, constant = np.polyfit([x - t for x, _ in found], [y for _, y in found], 1)
                row += [constant, slope, c[t] - constant]
                distances.append(c[t] - constant)
            up, down = distances[0] > 0, distances[1] < 0
            return row + [0 if up == down else 1 if up else -1]

        return over_bars(len(c), 7, LEFT + RIGHT, at)

    return run


def breakouts(n, start, c, atr, levels, may_begin, closes):
    """All breakouts of closes from `levels(t)`, found one after another by looking ahead from where each begins; then told at their last bar."""
    events = {}
    level, side, count = None, 0, 0
    for t in range(start, n):
        if side and count >= closes:
            upper, lower = levels(t)
            level = upper if side > 0 else lower
        if side and side * (c[t] - level) > 0:
            count += 1
        else:
            side = 0
            upper, lower = levels(t)
            if may_begin(t):
                if upper is not None and c[t] > upper:
                    side, level, count = 1, upper, 1
                elif lower is not None and c[t] < lower:
                    side, level, count = -1, lower, 1
        if side and count == closes:
            events[t] = (side, abs(c[t] - level))
    rows = np.full((n, 3), nan)
    for t in range(start, n):
        side, way = events.get(t, (0, 0))
        before = [s for s in events if s <= t]
        rows[t] = [side, way / atr[t] if side and atr[t] else 0, t - before[-1] if before else nan]
    return list(rows.T)


def channel_breakout(period, closes, factor):
    def run(o, h, l, c, v, k):
        return breakouts(
            len(c),
            max(period, 14),
            c,
            talib.ATR(h, l, c, 14),
            lambda t: (h[t - period : t].max(), l[t - period : t].min()),
            lambda t: v[t] >= factor * v[t - period : t].mean(),
            closes,
        )

    return run


def swing_breakout(o, h, l, c, v, k):
    def levels(t):
        highs, lows = k.at(t, 1), k.at(t, -1)
        return highs[-1][1] if highs else None, lows[-1][1] if lows else None

    return breakouts(len(c), 14, c, talib.ATR(h, l, c, 14), levels, lambda t: True, 2)


def squeeze_breakout(o, h, l, c, v, k):
    period, bars = 10, 3
    upper, middle, _ = talib.BBANDS(c, period, 2, 2, 0)
    atr = talib.ATR(h, l, c, period)
    squeezed = [t >= period and upper[t] - middle[t] < 1.5 * atr[t] for t in range(len(c))]
    events = {}

    def at(t):
        side = 0
        if not squeezed[t] and t - bars >= period and all(squeezed[t - bars : t]):
            side = int(np.sign(c[t] - middle[t]))
        if side:
            events[t] = side
        before = [s for s in events if s <= t]
        return [side, abs(c[t] - middle[t]) / atr[t] if side else 0, t - before[-1] if before else nan]

    return over_bars(len(c), 3, period, at)


def profile(h, l, v, t, window, bins):
    lows, highs, volumes = l[t - window + 1 : t + 1], h[t - window + 1 : t + 1], v[t - window + 1 : t + 1]
    if volumes.sum() == 0:
        volumes = np.ones(window)
    bottom, top = lows.min(), highs.max()
    edges = bottom + (top - bottom) / bins * np.arange(bins + 1)
    held = np.zeros(bins)
    for a, b, size in zip(lows, highs, volumes):
        if a == b:
            held[min(bins - 1, max(0, int((a - bottom) / (top - bottom) * bins)))] += size
        else:
            held += size * np.clip(np.minimum(b, edges[1:]) - np.maximum(a, edges[:-1]), 0, None) / (b - a)
    return edges, held


def volume_profile(window, bins, share):
    def run(o, h, l, c, v, k):
        def at(t):
            lows, highs = l[t - window + 1 : t + 1], h[t - window + 1 : t + 1]
            if lows.min() == highs.max():
                return [c[t], c[t], c[t], 0.5]
            edges, held = profile(h, l, v, t, window, bins)
            tiny = 1e-9 * held.sum()
            control = int(np.argmax(held >= held.max() - tiny))
            inside = [control]
            while held[inside].sum() < share * held.sum() - tiny and len(inside) < bins:
                above = [b for b in (inside[-1] + 1, inside[-1] + 2) if b < bins]
                below = [b for b in (inside[0] - 2, inside[0] - 1) if b >= 0]
                if above and (not below or held[above].sum() >= held[below].sum() - tiny):
                    inside = inside + above
                else:
                    inside = below + inside
            low, high = edges[inside[0]], edges[inside[-1] + 1]
            return [(edges[control] + edges[control + 1]) / 2, high, low, (c[t] - low) / (high - low)]

        return over_bars(len(c), 4, window - 1, at)

    return run


def volume_nodes(o, h, l, c, v, k):
    window, bins, factor = 40, 16, 1.3

    def at(t):
        if l[t - window + 1 : t + 1].min() == h[t - window + 1 : t + 1].max():
            return [1, nan, nan]
        edges, held = profile(h, l, v, t, window, bins)
        here_ = min(bins - 1, max(0, int((c[t] - edges[0]) / (edges[-1] - edges[0]) * bins)))
        nodes = [b for b in range(bins) if held[b] >= factor * held.mean() - 1e-9 * held.sum()]
        middle = (edges[1:] + edges[:-1]) / 2
        above, below = [b for b in nodes if b > here_], [b for b in nodes if b < here_]
        return [held[here_] / held.mean(), middle[above[0]] if above else nan, middle[below[-1]] if below else nan]

    return over_bars(len(c), 3, window - 1, at)


def pivot_points(form, period):
    """The test's bars are days from 1999-01-04 on."""

    def run(o, h, l, c, v, k):
        days = [datetime.date(1999, 1, 4) + datetime.timedelta(days=t) for t in range(len(c))]
        keys = [
            {"day": d.toordinal(), "week": tuple(d.isocalendar()[:2]), "month": (d.year, d.month)}[period] for d in days
        ]

        def at(t):
            begins = [s for s in range(t + 1) if s == 0 or keys[s] != keys[s - 1]]
            if len(begins) < 3:
                return [nan] * 9
            a, b = begins[-2], begins[-1]
            H, L, C, O = h[a:b].max(), l[a:b].min(), c[b - 1], o[a]
            R = H - L
            P = (H + L + C) / 3
            none = [nan] * 3
            if form == "demark":
                X = H + 2 * L + C if C < O else 2 * H + L + C if C > O else H + L + 2 * C
                return [X / 4, X / 2 - L, *none, X / 2 - H, *none]
            if form == "fibonacci":
                return [P, P + 0.382 * R, P + 0.618 * R, P + R, nan, P - 0.382 * R, P - 0.618 * R, P - R, nan]
            if form == "camarilla":
                q = [1.1 * R / d for d in (12, 6, 4, 2)]
                return [P, *(C + x for x in q), *(C - x for x in q)]
            if form == "woodie":
                P = (H + L + 2 * C) / 4
            if form == "woodieOpen":
                P = (H + L + 2 * o[b]) / 4
            if form == "classic":
                return [P, 2 * P - L, P + R, P + 2 * R, P + 3 * R, 2 * P - H, P - R, P - 2 * R, P - 3 * R]
            R3, S3 = H + 2 * (P - L), L - 2 * (H - P)
            return [P, 2 * P - L, P + R, R3, R3 + R, 2 * P - H, P - R, S3, S3 - R]

        return over_bars(len(c), 9, 0, at)

    return run


# Chart patterns: a rule takes the newest pivots, newest last, as (bar, price, kind), turned upside down where that makes the newest a high, and gives (sides, upper, lower, height) with borders as functions of the bar.


def line(a, b):
    return lambda bar: a[1] + (b[1] - a[1]) / (b[0] - a[0]) * (bar - a[0])


def level(price):
    return lambda bar: price


def double_top(p, tol):
    if len(p) < 4:
        return None
    before, first, neck, last = (x[1] for x in p[-4:])
    height = max(first, last) - neck
    if abs(first - last) <= tol * height and before < neck:
        return {-1}, level(max(first, last)), level(neck), height


def triple_top(p, tol):
    if len(p) < 6:
        return None
    before, a, x, b, y, d = (q[1] for q in p[-6:])
    neck = min(x, y)
    height = max(a, b, d) - neck
    if max(a, b, d) - min(a, b, d) <= tol * height and before < neck:
        return {-1}, level(max(a, b, d)), level(neck), height


def head_shoulders(p, tol):
    if len(p) < 6:
        return None
    before, a, x, b, y, d = p[-6:]
    neck = line(x, y)
    height = b[1] - neck(b[0])
    if b[1] - max(a[1], d[1]) > tol * height and abs(a[1] - d[1]) <= tol * height:
        if a[1] > neck(a[0]) and d[1] > neck(d[0]) and before[1] < min(x[1], y[1]):
            return {-1}, level(b[1]), neck, height


def borders(p):
    highs, lows = [x for x in p[-4:] if x[2] > 0], [x for x in p[-4:] if x[2] < 0]
    height = max(x[1] for x in highs) - min(x[1] for x in lows)
    return highs, lows, height


def ways(highs, lows, room):
    return [0 if abs(b[1] - a[1]) <= room else int(np.sign(b[1] - a[1])) for a, b in (highs, lows)]


def triangle(form):
    def rule(p, tol):
        if len(p) < 4:
            return None
        highs, lows, height = borders(p)
        if height <= 0:
            return None
        shape = {(0, 1): "ascending", (-1, 0): "descending", (-1, 1): "symmetric"}.get(tuple(ways(highs, lows, tol * height)))
        if shape and form in ("any", shape):
            return {1, -1}, line(*highs), line(*lows), height

    return rule


def wedge(p, tol):
    if len(p) < 4:
        return None
    highs, lows, height = borders(p)
    if height <= 0:
        return None
    way = ways(highs, lows, tol * height)
    width = lambda bar: line(*highs)(bar) - line(*lows)(bar)
    if way[0] == way[1] != 0 and 0 < width(p[-1][0]) < (1 - tol) * width(p[-4][0]):
        return {-way[0]}, line(*highs), line(*lows), height


def rectangle(p, tol):
    if len(p) < 4:
        return None
    highs, lows, height = borders(p)
    if height > 0 and ways(highs, lows, tol * height) == [0, 0]:
        return {1, -1}, level(max(x[1] for x in highs)), level(min(x[1] for x in lows)), height


def flag(p, tol):
    # Newest is a high: a falling pole from a high to a low, then a rise against it.
    if len(p) < 5:
        return None
    base, tip, first, second, last = p[-5:]
    pole = base[1] - tip[1]
    if second[1] < tip[1] or max(first[1], last[1]) - tip[1] > pole / 2 or tip[0] - base[0] > last[0] - tip[0]:
        return None
    upper, lower = line(first, last), line(tip, second)
    begin, end = upper(tip[0]) - lower(tip[0]), upper(last[0]) - lower(last[0])
    if begin <= 0 or end <= 0:
        return None
    parallel = abs(end - begin) <= tol * begin
    if parallel or (end < begin and second[1] > tip[1] and last[1] < first[1]):
        return {-1}, upper, lower, pole


def upside_down(rule):
    """The rule for both kinds of newest pivot, of which it knows only highs."""

    def both(p, tol):
        if not p or p[-1][2] > 0:
            return rule(p, tol)
        found = rule([(b, -y, -kind) for b, y, kind in p], tol)
        if found is None:
            return None
        sides, upper, lower, height = found
        return {-s for s in sides}, (lambda bar: -lower(bar)), (lambda bar: -upper(bar)), height

    return both


def pattern(rule, tol=0.2, wait=30):
    def run(o, h, l, c, v, k):
        n = len(c)
        rows = np.full((n, 2), nan)
        rows[LEFT + RIGHT :] = 0
        pivots, waiting = [], None
        for t in range(LEFT + RIGHT, n):
            new = [(b, y, kind) for kind in (1, -1) for b, y in k.all[kind] if b + RIGHT == t]
            new.sort(key=lambda q: bool(pivots) and q[2] == pivots[-1][2])
            for q in new:
                if pivots and pivots[-1][2] == q[2]:
                    if q[2] * (q[1] - pivots[-1][1]) <= 0:
                        continue
                    pivots = pivots[:-1]
                pivots = pivots + [q]
                found = rule(pivots, tol)
                if found:
                    waiting = (t, *found)
            if not waiting:
                continue
            since, sides, upper, lower, height = waiting
            if t > since + wait or upper(t) <= lower(t):
                waiting = None
                continue
            side = 1 if c[t] > upper(t) else -1 if c[t] < lower(t) else 0
            if side:
                waiting = None
            if side in sides:
                target = (upper(t) if side > 0 else lower(t)) + side * height
                rows[t] = [side, (target - c[t]) / c[t]]
        return list(rows.T)

    return run


PATTERN = {**SWINGS, "tolerance": 0.2, "maxBars": 30}
CASES = [
    ("swingPoints", SWINGS, swing_points),
    ("swingTrend", SWINGS, swing_trend),
    ("marketStructure", SWINGS, market_structure),
    ("swingStop", {**SWINGS, "atrPeriod": 7, "multiplier": 0.75}, swing_stop),
    ("zigzag", {"percent": 4}, zigzag_percent),
    ("zigzagAtr", {"period": 10, "multiplier": 2.5}, zigzag_atr),
    ("fairValueGap", {}, fair_value_gap),
    ("supportResistance", {**SWINGS, "windowBars": 80, "tolerance": 0.6, "minTouches": 2, "atrPeriod": 14}, support_resistance),
    ("trendLines", {**SWINGS, "points": 2}, trend_lines(2)),
    ("trendLines", {**SWINGS, "points": 4}, trend_lines(4)),
    ("channelBreakout", {"period": 20}, channel_breakout(20, 1, 0)),
    ("channelBreakout", {"period": 10, "confirmationBars": 3, "volumeFactor": 0.9}, channel_breakout(10, 3, 0.9)),
    ("swingBreakout", {**SWINGS, "confirmationBars": 2}, swing_breakout),
    ("squeezeBreakout", {"period": 10, "squeezeBars": 3}, squeeze_breakout),
    ("volumeProfile", {"windowBars": 50, "binCount": 20}, volume_profile(50, 20, 0.7)),
    ("volumeNodes", {"windowBars": 40, "binCount": 16, "nodeFactor": 1.3}, volume_nodes),
    *(
        ("pivotPoints", {"form": form, "period": period}, pivot_points(form, period))
        for form, period in [
            ("classic", "week"),
            ("traditional", "month"),
            ("fibonacci", "week"),
            ("camarilla", "week"),
            ("woodie", "week"),
            ("woodieOpen", "month"),
            ("demark", "week"),
            ("classic", "day"),
        ]
    ),
    ("doubleReversal", PATTERN, pattern(upside_down(double_top))),
    ("tripleReversal", {**PATTERN, "tolerance": 0.4}, pattern(upside_down(triple_top), 0.4)),
    ("headAndShoulders", PATTERN, pattern(upside_down(head_shoulders))),
    ("triangle", PATTERN, pattern(triangle("any"))),
    ("triangle", {**PATTERN, "form": "ascending"}, pattern(triangle("ascending"))),
    ("wedge", PATTERN, pattern(wedge)),
    ("rectangle", PATTERN, pattern(rectangle)),
    ("flag", PATTERN, pattern(upside_down(flag))),
]


def main():
    cases = []
    for name in ("sp500", "made"):
        o, h, l, c, v = common[name]()
        known = Known(h, l)
        for indicator, params, function in CASES:
            if indicator == "pivotPoints" and name == "made" and params["form"] != "classic":
                continue
            outputs = function(o, h, l, c, v, known)
            fired = int(np.sum(np.nan_to_num(outputs[0]) != 0)) if len(outputs) == 2 else ""
            print(name, indicator, params, fired)
            cases.append({"series": name, "indicator": indicator, "params": params, "outputs": [encode(x) for x in outputs]})
    document = {"reference": f"brute force in NumPy {np.__version__}, TA-Lib {talib.__version__}", "cases": cases}
    (here / "structure.json").write_text(json.dumps(document, indent=0) + "\n")
    print((here / "structure.json").stat().st_size)


if __name__ == "__main__":
    main()
