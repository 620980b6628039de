public import ModbusProtocol

/// What happened in one exchange, byte by byte and in words.
public struct ExchangeExplanation: Hashable, Sendable {
    /// What was asked, with the address in both notations.
    public let question: String
    /// As it went out, in hex.
    public let sent: String
    /// What came: hex with the pauses between, a line for each run of bytes.
    public let heard: [String]
    /// How it ended.
    public let verdict: String
    /// Why it was judged so, a sentence each.
    public let reasons: [String]
    public let sentNanoseconds: Int64

    /// - Parameter timing: of the line, for pauses inside what was heard.
    public init(_ record: LineRecord, timing: LineTiming) {
        self.sentNanoseconds = record.sentNanoseconds
        let what = record.question.map(RegisterNotation.description) ?? "function \(record.request.first ?? 0)"
        self.question = "unit \(record.unit): \(what)"
        self.sent = record.sent.hexText(limit: 64)
        self.heard = Self.runs(record, timing)
        self.verdict = Self.verdict(record)
        self.reasons = Self.reasons(record, timing)
    }

    /// Bytes without a pause between them make one line.
    private static func runs(_ record: LineRecord, _ timing: LineTiming) -> [String] {
        var runs: [(start: Int64, end: Int64, bytes: [UInt8])] = []
        for heard in record.heard where !heard.bytes.isEmpty {
            let start = heard.nanoseconds - timing.duration(ofCharacters: heard.bytes.count)
            let pause = max(timing.silenceNanoseconds, 2_000_000)
            if let last = runs.last, start - last.end < pause {
                runs[runs.count - 1].bytes += heard.bytes
                runs[runs.count - 1].end = heard.nanoseconds
            } else {
                runs.append((start, heard.nanoseconds, heard.bytes))
            }
        }
        var previous = record.sentEndNanoseconds
        return runs.map { run in
            defer { previous = run.end }
            let gap = run.start - previous
            let when = gap < 0 ? "while sending" : "after \(Wording.milliseconds(gap))"
            return "\(when): \(run.bytes.hexText(limit: 96))"
        }
    }

    private static func verdict(_ record: LineRecord) -> String {
        switch record.outcome {
        case .answered: "good answer" + self.latency(record)
        case .exception: "refused" + self.latency(record)
        case .damaged: "damaged answer"
        case .collision: "collision"
        case .noise: "nothing but noise"
        case .echoOnly: "echo and no answer"
        case .silent: "no answer"
        }
    }

    private static func latency(_ record: LineRecord) -> String {
        record.latencyNanoseconds.map { " after \(Wording.milliseconds($0))" } ?? ""
    }

    private static func reasons(_ record: LineRecord, _ timing: LineTiming) -> [String] {
        var reasons: [String] = []
        let waited = Wording.milliseconds(max(0, record.endNanoseconds - record.sentEndNanoseconds))
        switch record.outcome {
        case .answered:
            reasons.append("Unit, function, length and checksum are those of the question.")
            if let words = record.response?.words, !words.isEmpty {
                let shown = words.prefix(12).map(String.init).joined(separator: " ")
                reasons.append("Values: \(shown)\(words.count > 12 ? " …" : "")")
            }
        case .exception:
            reasons.append("The unit answers with \(ModbusException(code: record.exception ?? 0)).")
        case .damaged: reasons += self.damage(record)
        case .collision:
            reasons.append(
                "The echo differs from what was sent, or somebody else asked: two talk at once, or the adapter is faulty."
            )
        case .noise:
            reasons.append("None of \(Wording.count(record.heardBytes.count, "byte")) begins an answer of this unit.")
        case .echoOnly: reasons.append("Only the adapter's own echo came back in \(waited).")
        case .silent: reasons.append("Not a byte came in \(waited).")
        }
        if record.sawEcho, record.outcome != .echoOnly { reasons.append("The adapter's echo was taken out.") }
        return reasons + self.besides(record, timing)
    }

    private static func damage(_ record: LineRecord) -> [String] {
        let bytes = record.heardBytes
        let function = record.request.first ?? 0
        let start = bytes.indices.first { index in
            bytes[index] == record.unit && index + 1 < bytes.count && bytes[index + 1] & 0x7F == function
                && !bytes[index...].starts(with: record.sent)
        }
        guard let start, let question = record.question else { return ["What came is cut or has a wrong checksum."] }
        let came = bytes.count - start
        let expected = (question.fixedResponseLength.map { $0 + 3 }) ?? came
        guard came >= expected else {
            return ["An answer began and ended after \(came) of \(expected) bytes."]
        }
        let frame = bytes[start..<(start + expected)]
        let checksum = CRC16.checksum(frame.dropLast(2))
        let wanted = [UInt8(checksum & 0xFF), UInt8(checksum >> 8)].hexText()
        return ["The checksum should be \(wanted) and is \(frame.suffix(2).hexText())."]
    }

    /// Frames of others and bytes that belong to nothing.
    private static func besides(_ record: LineRecord, _ timing: LineTiming) -> [String] {
        let pieces = HeardPieces(record, timing: timing)
        var lines = pieces.frames.map { "Besides, a whole frame came: \($0)." }
        if !pieces.rest.isEmpty, record.outcome == .answered || record.outcome == .exception {
            lines.append("Stray bytes around it: \(pieces.rest.hexText()).")
        }
        return lines
    }
}
