/// What the reads of one sweep brought, undecoded: words with their times, and reasons where none came.
struct Harvest: Sendable {
    /// Monotonic nanoseconds of the exchange that brought a field.
    struct Times: Sendable {
        let asked: Int64
        let firstByte: Int64
        let complete: Int64
    }

    enum Result: Sendable {
        case unread
        /// In the answer of this number, at these places.
        case words(answer: Int, Range<Int>)
        /// For the reason of this number.
        case missing(reason: Int)
    }

    /// By the field's place in the sweep.
    var results: [Result]
    private(set) var answers: [(words: [UInt16], times: Times)] = []
    private(set) var reasons: [(text: String, moment: Int64)] = []

    init(_ results: [Result]) { self.results = results }

    /// - Returns: the answer's number.
    private mutating func add(_ words: [UInt16], _ times: Times) -> Int {
        self.answers.append((words, times))
        return self.answers.count - 1
    }

    /// An answer to `read` came.
    ///
    /// - Returns: fields for which it is too short.
    mutating func take(_ read: PlannedRead, _ words: [UInt16], _ times: Times) -> [Int] {
        let number = self.add(words, times)
        if number == 0, words.count >= read.wordCount, let whole = read.whole {
            self.results = whole
            return []
        }
        var short: [Int] = []
        self.results.withUnsafeMutableBufferPointer { results in
            for member in read.members {
                if member.words.upperBound <= words.count {
                    results[member.field] = .words(answer: number, member.words)
                } else {
                    short.append(member.field)
                }
            }
        }
        return short
    }

    /// - Returns: the reason's number.
    mutating func add(_ reason: String, at moment: Int64) -> Int {
        self.reasons.append((reason, moment))
        return self.reasons.count - 1
    }
}
