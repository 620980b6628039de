/// Digits that can be read from the top of a ladder: seven lines high, two columns a point.
public enum BigDigits {
    public static let height = 7
    /// The widest text that fits into 79 columns.
    public static let width = 79

    /// A sign as seven rows of points.
    private static let signs: [Character: [String]] = [
        "0": [".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."],
        "1": ["..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."],
        "2": [".###.", "#...#", "....#", "..##.", ".#...", "#....", "#####"],
        "3": [".###.", "#...#", "....#", "..##.", "....#", "#...#", ".###."],
        "4": ["...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."],
        "5": ["#####", "#....", "####.", "....#", "....#", "#...#", ".###."],
        "6": [".###.", "#....", "####.", "#...#", "#...#", "#...#", ".###."],
        "7": ["#####", "....#", "...#.", "..#..", "..#..", ".#...", ".#..."],
        "8": [".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."],
        "9": [".###.", "#...#", "#...#", ".####", "....#", "....#", ".###."],
        ".": [".", ".", ".", ".", ".", ".", "#"],
        "-": ["....", "....", "....", "####", "....", "....", "...."],
        " ": ["..", "..", "..", "..", "..", "..", ".."],
    ]

    /// The lines of `text`; signs without a picture are left out.
    public static func lines(_ text: String) -> [String] {
        (0..<Self.height).map { row in
            let parts = text.compactMap { Self.signs[$0]?[row] }.map { points in
                points.map { $0 == "#" ? "██" : "  " }.joined()
            }
            return parts.joined(separator: "  ")
        }
    }

    /// `value` with as many decimals as fit, at most `decimals`; dashes for what does not fit at all.
    public static func fitting(_ value: Double, decimals: Int) -> String {
        for digits in stride(from: decimals, through: 0, by: -1) {
            let text = MeasureText.number(value, digits)
            if self.lines(text)[0].count <= Self.width { return text }
        }
        return "----"
    }
}
