internal import StrictYAML

extension YAMLNode {
    /// An absolute time, or an offset from the start such as `+12h30m`.
    func moment() throws(YAMLError) -> Scene.Moment {
        let text = try self.text("a time or an offset such as +1d12h30m")
        guard text.hasPrefix("+") else { return .absolute(try self.time()) }
        guard let seconds = Self.durationSeconds(text.dropFirst()) else {
            throw self.mismatch(
                expected: "an offset such as +1d12h30m or +90s, at most 3650 days",
                advice: "Use d, h, m and s, each with a whole number before it, the largest first.")
        }
        return .offset(seconds * 1000)
    }
}
