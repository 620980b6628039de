/// Finds the name somebody may have meant.
public enum NearestName {
    /// The candidates that differ least from `name`, nearest first, where that is at most a third of their length (at
    /// least 2).
    public static func all(_ name: String, among candidates: [String]) -> [String] {
        let wanted = Array(name.utf8.prefix(64))
        let near = candidates.map { ($0, Self.distance(wanted, Array($0.utf8))) }
            .filter { $0.1 <= max(2, $0.0.utf8.count / 3) }
        // Of equal ones the order stays.
        return near.enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
    }

    /// The candidate with the least edit distance to `name`, where that is at most a third of its length (at least 2).
    public static func of(_ name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.utf8.prefix(64))
        let best = candidates.map { ($0, Self.distance(wanted, Array($0.utf8))) }.min { $0.1 < $1.1 }
        guard let (candidate, distance) = best, distance <= max(2, candidate.utf8.count / 3) else { return nil }
        return candidate
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
