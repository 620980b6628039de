extension RTUResponseFramer {
    /// What came in and is neither the request's echo nor the answer.
    public struct Unclaimed: Hashable, Sendable {
        /// Up to the answer; everything where there was none.
        public var before: [HeardBytes]
        /// Behind the answer.
        public var after: [HeardBytes]

        public init(before: [HeardBytes] = [], after: [HeardBytes] = []) {
            (self.before, self.after) = (before, after)
        }
    }

    public var unclaimed: Unclaimed {
        let echo = self.echoPlace
        // As it mostly is: the answer and nothing else.
        if self.place.count + echo.count == self.buffer.count { return Unclaimed() }
        let answer = self.place.isEmpty ? self.buffer.count..<self.buffer.count : self.place
        let before = (0..<answer.lowerBound).filter { !echo.contains($0) }
        return Unclaimed(before: self.pieces(before), after: self.pieces(Array(answer.upperBound..<self.buffer.count)))
    }

    /// Bytes that were seen together stay together.
    private func pieces(_ places: [Int]) -> [HeardBytes] {
        var pieces: [HeardBytes] = []
        for place in places {
            if pieces.last?.nanoseconds == self.stamps[place] {
                pieces[pieces.count - 1].bytes.append(self.buffer[place])
            } else {
                pieces.append(HeardBytes(nanoseconds: self.stamps[place], bytes: [self.buffer[place]]))
            }
        }
        return pieces
    }

    /// Looks for a question of somebody else to the same unit and of the same function in front of `end`.
    mutating func findForeignRequest(before end: Int) {
        guard !self.sawForeignRequest, end - self.start >= 4 else { return }
        var framer = RTURequestFramer()
        let frames = framer.receive(self.buffer[self.start..<end], at: 0)
        self.sawForeignRequest = frames.contains { frame in
            ForeignRequest(unit: frame.unit, pdu: frame.pdu, endNanoseconds: 0)
                .isConfusable(with: self.request, of: self.unit)
        }
    }

    /// The bytes in front of `end` have room for our own answer, mixed with a request or damaged.
    ///
    /// Whoever asks for the same while the unit answers garbles that answer, and his own follows.
    func isCrowd(before end: Int) -> Bool {
        guard !self.request.function.writes, let length = self.request.fixedResponseLength else { return false }
        // A damaged answer is there already: it has room for itself, and what is more is somebody else's.
        guard !self.sawDamage else { return end - self.start > length + 3 }
        return end - self.start >= length + 3 + Self.shortestOverrun && !self.isFrame(before: end)
    }

    /// What came in front of `end` is one sound frame, perhaps behind a little noise: the late answer of another unit.
    private func isFrame(before end: Int) -> Bool {
        (self.start..<self.start + Self.shortestOverrun).contains { CRC16.isValid(self.buffer[$0..<end]) }
    }

    /// What a request adds to an answer that it meets, without what came before the answer.
    private static let shortestOverrun = 5

    private var echoPlace: Range<Int> {
        self.sawEcho ? max(0, self.start - self.sent.count)..<self.start : 0..<0
    }
}
