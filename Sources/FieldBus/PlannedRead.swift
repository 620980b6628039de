import ModbusProtocol

/// One read that is to be made, and the fields it brings. Made once for a plan, and shared by all its sweeps.
final class PlannedRead: Sendable {
    struct Member: Sendable {
        /// The field's place in the sweep.
        let field: Int
        /// Where its words are in the answer.
        let words: Range<Int>
    }

    let question: Question
    let address: Int
    let members: [Member]

    /// Words that all members need.
    let wordCount: Int
    /// What a sweep has where this read, its first, brought all of its fields; nil where it has others too.
    let whole: [Harvest.Result]?

    /// - Parameter fieldCount: of the sweep.
    init(_ question: Question, address: Int, members: [Member], fieldCount: Int) {
        self.wordCount = members.map(\.words.upperBound).max() ?? 0
        let places = members.sorted { $0.field < $1.field }
        self.whole =
            places.count == fieldCount ? places.map { Harvest.Result.words(answer: 0, $0.words) } : nil
        self.question = question
        self.address = address
        self.members = members
    }
}
