public import FieldBus
import Foundation
import LineDiagnostics
public import ModbusProtocol

/// `gridtally sniff`: somebody else's traffic, decoded.
public struct Sniff {
    private static let slice: Int64 = 500_000_000

    /// To listen with; nil: as the bus is configured.
    public var parameters: LineParameters?
    /// How long; nil: until Control-C.
    public var nanoseconds: Int64?
    public var json: Bool

    public init(parameters: LineParameters?, nanoseconds: Int64?, json: Bool) {
        self.parameters = parameters
        self.nanoseconds = nanoseconds
        self.json = json
    }

    /// - Returns: the exit code: 1 where no frame was heard.
    public func run(over line: any LineAccess) async throws -> Int32 {
        let screen = CrewScreen(isQuiet: true)
        let interruption = CrewInterruption()
        let own = try await line.parameters
        var decoder = SniffDecoder(timing: (self.parameters ?? own)?.timing() ?? .tcp)
        var left = self.nanoseconds ?? .max
        var start: Int64?
        while left > 0, !interruption.isRequested {
            let recording = try await line.listen(nanoseconds: min(left, Self.slice), parameters: self.parameters)
            start = start ?? recording.startNanoseconds
            left -= max(1, recording.endNanoseconds - recording.startNanoseconds)
            for heard in recording.heard {
                for item in decoder.receive(heard) { screen.print(try self.text(item, since: start ?? 0)) }
            }
        }
        for item in decoder.flush() { screen.print(try self.text(item, since: start ?? 0)) }
        if !self.json { screen.print(Self.text(decoder.summary)) }
        return decoder.summary.frameCount == 0 ? ExitStatus.found : 0
    }

    private func text(_ item: SniffedItem, since start: Int64) throws -> String {
        switch item {
        case .frame(let frame):
            guard !self.json else { return try ReportJSON.line(Line(frame)) }
            let silence = frame.keepsSilence == false ? "  (came too early)" : ""
            let moment = Self.seconds(frame.startNanoseconds - start) + "  "
            return CrewScreen.wrapped("\(frame)\(silence)", indent: "", first: moment)
        case .unknown(let bytes, let begin, let end):
            guard !self.json else { return try ReportJSON.line(Line(bytes, begin, end)) }
            let text = "\(bytes.count) bytes that are no frame: \(bytes.hexText(limit: 16))"
            return CrewScreen.wrapped(text, indent: "", first: Self.seconds(begin - start) + "  ")
        }
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        String(format: "%10.4f s", Double(nanoseconds) / 1e9)
    }

    private static func text(_ summary: SniffSummary) -> String {
        var lines = ["", "\(summary.frameCount) frames, \(summary.unknownByteCount) bytes in none."]
        if summary.looksLikeWrongParameters {
            lines.append("Much was heard and nothing of it is a frame: try another rate or parity.")
        }
        if summary.shortSilences > 0 { lines.append("\(summary.shortSilences) requests came too early.") }
        for unit in summary.units {
            let latency = unit.medianLatencyNanoseconds.map { ", after \(($0 + 500_000) / 1_000_000) ms" } ?? ""
            lines.append(
                "unit \(unit.unit): \(unit.requests) requests, \(unit.answers) answers, "
                    + "\(unit.exceptions) refusals\(latency)")
            lines += unit.questions.prefix(8).map {
                CrewScreen.wrapped(RegisterNotation.description(of: $0), indent: "  ")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// One line of machine output.
    private struct Line: Codable {
        let kind: String
        let unit: UInt8?
        let bytes: [UInt8]
        let t0: Double
        let t: Double
        let latencyMs: Double?
        let what: String?

        init(_ frame: SniffedFrame) {
            self.kind = frame.kind.rawValue
            self.unit = frame.unit
            self.bytes = frame.bytes
            self.t0 = Double(frame.startNanoseconds) / 1e9
            self.t = Double(frame.endNanoseconds) / 1e9
            self.latencyMs = frame.latencyNanoseconds.map { Double($0) / 1e6 }
            self.what = frame.description
        }

        init(_ bytes: [UInt8], _ start: Int64, _ end: Int64) {
            self.kind = "unknown"
            self.unit = nil
            self.bytes = bytes
            self.t0 = Double(start) / 1e9
            self.t = Double(end) / 1e9
            self.latencyMs = nil
            self.what = nil
        }
    }
}
