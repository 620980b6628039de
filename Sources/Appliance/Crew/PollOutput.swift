import Foundation
import Metering
import ModbusProtocol
import Platform

/// Writes what polling brings, one line for each value or block, on a thread of its own: a slow reader of the output
/// makes memory grow and never the line wait.
actor PollOutput {
    private let executor = ThreadExecutor(name: "poll-output")

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// - Throws: where the output takes nothing more, as a full disk.
    func write(_ lines: AsyncStream<String>) async throws {
        for await text in lines { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }
    }
}

/// The JSON lines of `gridtally poll`.
struct PollText: Sendable {
    let bus: String
    /// CLOCK_REALTIME minus CLOCK_MONOTONIC, in nanoseconds.
    let offset: Int64

    init(bus: String) {
        self.bus = Self.quoted(bus)
        self.offset = RealtimeClock.nanoseconds - MonotonicClock.nanoseconds
    }

    func value(_ reading: Reading, device: String, unit: UInt8) -> String {
        let asked = self.seconds(reading.askedNanoseconds ?? reading.monotonicNanoseconds)
        let complete = self.seconds(reading.completeNanoseconds ?? reading.monotonicNanoseconds)
        var text = "{\"t\":\(complete),\"t0\":\(asked),\"bus\":\(self.bus),\"device\":\(Self.quoted(device))"
        text += ",\"unit_id\":\(unit)"
        if let obis = reading.obis { text += ",\"obis\":\"\(obis)\"" }
        text += ",\"name\":\(Self.quoted(reading.name))"
        if reading.quality != .missing {
            let (digits, symbol) = reading.unit.display
            text += ",\"value\":\(Self.decimal(reading.value, digits: digits)),\"unit\":\"\(symbol)\""
        }
        text += ",\"quality\":\"\(reading.quality)\""
        if let rule = reading.rule { text += ",\"rule\":\(Self.quoted(rule))" }
        return text + "}\n"
    }

    /// Nil for exchanges that brought no registers or bits.
    func block(_ record: LineRecord) -> String? {
        guard record.outcome == .answered, let question = record.question, let address = question.address,
            let words = record.response?.words
        else { return nil }
        return "{\"e\":\"read\",\"t0\":\(self.seconds(record.sentNanoseconds))"
            + ",\"t\":\(self.seconds(record.endNanoseconds)),\"bus\":\(self.bus),\"unit\":\(record.unit)"
            + ",\"fc\":\(question.function.rawValue),\"addr\":\(address)"
            + ",\"regs\":[\(words.map { String($0) }.joined(separator: ","))]}\n"
    }

    /// For people: one line a value.
    func line(_ reading: Reading, device: String) -> String {
        let (digits, symbol) = reading.unit.display
        let value =
            reading.quality == .missing
            ? "missing: \(reading.rule ?? "no reason")"
            : "\(Self.decimal(reading.value, digits: digits)) \(symbol)"
        let doubt = [.missing, .valid].contains(reading.quality) ? nil : reading.rule
        let told = value + (doubt.map { "  \(reading.quality): \($0)" } ?? "")
        return CrewScreen.wrapped(told, indent: "", first: "\(device)  \(reading.name)  ") + "\n"
    }

    private func seconds(_ monotonic: Int64) -> String {
        Self.decimal((monotonic + self.offset) / 1000, digits: 6)
    }

    /// `value` × 10^−digits, exactly.
    static func decimal(_ value: Int64, digits: Int) -> String {
        guard digits > 0 else { return String(value) }
        let text = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let fraction = String(padded.suffix(digits).reversed().drop { $0 == "0" }.reversed())
        let whole = (value < 0 ? "-" : "") + padded.dropLast(digits)
        return fraction.isEmpty ? whole : "\(whole).\(fraction)"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let code = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
