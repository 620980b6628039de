/// Axes, points and words of a drawing as SVG.
enum SVGDrawing {
    static let left = 56.0
    static let top = 48.0
    static let bottom = 320.0
    /// Of the axes.
    static let across = 624.0
    static let upwards = 272.0

    private static let style = """
        svg { color: #1f2937; color-scheme: light dark; }
        @media (prefers-color-scheme: dark) { svg { color: #e5e7eb; } }
        text { font: 12px system-ui, sans-serif; fill: currentColor; }
        .title { font-weight: 600; }
        .axis { stroke: currentColor; stroke-opacity: .5; } .grid { stroke: currentColor; stroke-opacity: .15; }
        .found { fill: #0e7490; } .missed { fill: none; stroke: #c2410c; stroke-width: 2; }
        @media (prefers-color-scheme: dark) { .found { fill: #22d3ee; } .missed { stroke: #fb923c; } }
        """

    /// The title is drawn, too. A file of its own needs the namespace.
    static func document(_ title: String, x: String, y: String, _ parts: [String]) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 696 364" role="img" aria-label="\(title)">
        <title>\(title)</title>
        <style>
        \(self.style)
        </style>
        <text class="title" x="0" y="14">\(title)</text>
        <text x="0" y="\(self.at(self.bottom + 34))">\(y), upwards</text>
        \(self.text(self.left + self.across, self.bottom + 34, x, "end"))
        <line class="axis" x1="\(self.at(self.left))" x2="\(self.at(self.left + self.across))" \
        y1="\(self.at(self.bottom))" y2="\(self.at(self.bottom))"/>
        <line class="axis" x1="\(self.at(self.left))" x2="\(self.at(self.left))" y1="\(self.at(self.top))" \
        y2="\(self.at(self.bottom))"/>
        \(parts.joined(separator: "\n"))
        </svg>

        """
    }

    /// `words` are escaped already.
    static func text(_ x: Double, _ y: Double, _ words: String, _ anchor: String = "start") -> String {
        "<text x=\"\(self.at(x))\" y=\"\(self.at(y))\" text-anchor=\"\(anchor)\">\(words)</text>"
    }

    static func point(_ x: Double, _ y: Double, isFilled: Bool, _ title: String) -> String {
        "<circle class=\"\(isFilled ? "found" : "missed")\" cx=\"\(self.at(x))\" cy=\"\(self.at(y))\" r=\"5\">"
            + "<title>\(PrintedPage.escaped(title))</title></circle>"
    }

    static func xTicks(_ axis: LogarithmicAxis, _ values: [Double]) -> [String] {
        values.map { value in
            let x = self.left + axis.place(of: value) * self.across
            return self.line(x, self.top, x, self.bottom) + self.text(x, self.bottom + 15, self.number(value), "middle")
        }
    }

    static func yTicks(_ axis: LogarithmicAxis, _ values: [Double]) -> [String] {
        values.map { self.yTick(self.bottom - axis.place(of: $0) * self.upwards, self.number($0)) }
    }

    static func yTick(_ y: Double, _ words: String) -> String {
        self.line(self.left, y, self.left + self.across, y) + self.text(self.left - 6, y + 4, words, "end")
    }

    private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "<line class=\"grid\" x1=\"\(self.at(x1))\" x2=\"\(self.at(x2))\" y1=\"\(self.at(y1))\" y2=\"\(self.at(y2))\"/>"
    }

    private static func number(_ value: Double) -> String {
        MeasureText.number(value, value < 0.5 ? 2 : value < 1 ? 1 : 0)
    }

    static func at(_ value: Double) -> String { MeasureText.number(value) }
}
