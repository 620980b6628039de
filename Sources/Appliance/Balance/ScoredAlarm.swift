import Foundation
import LossDetection
import Metering

/// What a score takes of an alarm.
struct ScoredAlarm: Sendable {
    var scenario: String
    var time: UTCTime
    /// One of `LossKind`.
    var kind: String
    var phase: String?
    /// Best first.
    var suspects: [String]
    /// From the onset up to `time`, Wh; nil: not told.
    var energyWh: Double?
}

extension ScoredAlarm {
    /// Nil where the time is none.
    init?(_ line: AlarmLine) {
        guard let time = UTCTime(rfc3339: line.time) else { return nil }
        self.init(
            scenario: line.scenario, time: time, kind: line.kind, phase: line.phase, suspects: line.suspects,
            energyWh: line.energyWh)
    }

    private struct Line: Decodable {
        var scenario: String
        var time: String
        var kind: String
        var phase: String?
        var suspects: [String]?
        var energyWh: Double?
    }

    /// Reads a file of alarms, one JSON object a line; empty lines are left out.
    static func read(_ file: URL) throws(FileError) -> [ScoredAlarm] {
        let text = try CompressedText(file)
        var alarms: [ScoredAlarm] = []
        while let bytes = try text.next() {
            guard !bytes.allSatisfy({ $0 == UInt8(ascii: " ") }) else { continue }
            alarms.append(try self.alarm(Data(bytes), text))
        }
        return alarms
    }

    private static func alarm(_ bytes: Data, _ text: CompressedText) throws(FileError) -> ScoredAlarm {
        func problem(_ what: String, _ advice: String) -> FileError {
            text.error("line \(text.lineNumber): \(what)", advice)
        }
        let line: Line
        do {
            line = try ReportJSON.decoder.decode(Line.self, from: bytes)
        } catch {
            throw problem(
                "\(DecodingProblem(error))", "Each line is an alarm as gridtally balance analyse writes it.")
        }
        guard let time = UTCTime(rfc3339: line.time) else {
            throw problem("time \"\(line.time)\" is no time", "Write times as 2026-01-05T04:30:00Z.")
        }
        guard LossKind(rawValue: line.kind) != nil else {
            let known = LossKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem("kind \"\(line.kind)\" is unknown", "Known are \(known).")
        }
        return ScoredAlarm(
            scenario: line.scenario, time: time, kind: line.kind, phase: line.phase, suspects: line.suspects ?? [],
            energyWh: line.energyWh)
    }
}
