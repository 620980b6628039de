import Foundation

/// A page of the documentation whose commands can be run: files to write and sessions at a shell, in their order.
///
/// A block that begins with ```` ```yaml NAME ```` is a file of that name. In a ```` ```console ```` block a line
/// that begins with `$ ` is a command, and what follows up to the next command is what it printed; a command that ends
/// with `&` goes on in the background. `…` stands for lines that are left out.
struct HandbookPage {
    enum Step {
        case file(name: String, text: String)
        case command(text: String, output: [String], lines: Range<Int>)
    }

    /// The page's lines; a step's range is that of its output.
    let lines: [String]
    private(set) var steps: [Step] = []

    init(_ text: String) {
        self.lines = text.components(separatedBy: "\n")
        var index = 0
        while index < self.lines.count {
            let opening = self.lines[index]
            guard opening.hasPrefix("```") else {
                index += 1
                continue
            }
            let end = self.lines[(index + 1)...].firstIndex(of: "```") ?? self.lines.count
            self.read(opening, (index + 1)..<end)
            index = end + 1
        }
    }

    private mutating func read(_ opening: String, _ block: Range<Int>) {
        if opening.hasPrefix("```yaml ") {
            let text = self.lines[block].joined(separator: "\n") + "\n"
            self.steps.append(.file(name: String(opening.dropFirst(8)), text: text))
        } else if opening == "```console" {
            let starts = block.filter { self.lines[$0].hasPrefix("$ ") }
            for (place, start) in starts.enumerated() {
                let end = place + 1 < starts.count ? starts[place + 1] : block.upperBound
                let output = start + 1..<end
                self.steps.append(
                    .command(
                        text: String(self.lines[start].dropFirst(2)), output: Array(self.lines[output]), lines: output))
            }
        }
    }

    /// The page with other outputs, by the range of the old ones.
    func replacing(_ outputs: [Range<Int>: [String]]) -> String {
        var lines = self.lines
        for (range, output) in outputs.sorted(by: { $0.key.lowerBound > $1.key.lowerBound }) {
            lines.replaceSubrange(range, with: output)
        }
        return lines.joined(separator: "\n")
    }

    /// What of a line stays the same from run to run: numbers, words of registers, keys and the widths of columns do not.
    static func shape(_ line: String) -> String {
        line.split(whereSeparator: \.isWhitespace).map { token in
            if token.wholeMatch(of: /(0x)?[0-9A-F]{4}/) != nil { return "#" }
            return String(token).replacing(/[0-9a-f]{12,}/, with: "#").replacing(/[0-9]+([.,:][0-9]+)*/, with: "#")
        }.joined(separator: " ")
    }

    /// The first line of `expected` that is not in `actual`, in its order; nil where all are.
    static func missing(_ expected: [String], in actual: [String]) -> String? {
        var rest = actual.map { self.shape($0) }[...]
        for line in expected where line != "…" && !line.isEmpty {
            guard let place = rest.firstIndex(of: self.shape(line)) else { return line }
            rest = rest[(place + 1)...]
        }
        return nil
    }
}
