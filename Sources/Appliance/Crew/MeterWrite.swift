import DeviceProfiles
import FieldBus
import Foundation
public import LineDiagnostics
import Metering
import ModbusProtocol

/// `gridtally write`: sets a register that a profile lists as writable, after asking, and reads it back.
public struct MeterWrite {
    /// What is to be written.
    public enum Value: Sendable {
        /// A field of the profile, in the unit that is shown.
        case field(String, text: String)
        case raw(function: UInt8, address: UInt16, values: [UInt16])
    }

    private let line: ChosenLine
    private let profile: DeviceProfile
    private let value: Value
    private let commissioning: Commissioning?
    private let isConfirmed: Bool
    private let json: Bool

    /// - Parameters:
    ///   - profile: its name, for a unit that no configuration knows.
    ///   - isConfirmed: writes without asking.
    public init(
        _ line: ChosenLine, _ value: Value, profile: String?, commissioning: Commissioning?, isConfirmed: Bool,
        json: Bool
    ) throws {
        self.line = line
        self.profile = try line.writableProfile(named: profile)
        self.value = value
        self.commissioning = commissioning
        self.isConfirmed = isConfirmed
        self.json = json
    }

    /// - Returns: the exit code: 0 written and read back, 1 where something else is read back.
    /// - Throws: where it must not or cannot be written.
    public func run() async throws -> Int32 {
        let interruption = CrewInterruption()
        let screen = CrewScreen(isQuiet: true)
        let writer = RegisterWriter(
            bus: self.line.bus, device: self.line.target?.meter?.device, profile: self.profile, line: self.line.access)
        // Refused before anybody is asked, or any device.
        _ = try WriteTerms.check(
            try self.write(current: nil), profile: self.profile, commissioning: self.commissioning)
        let place = try self.write(current: nil)
        guard let table = place.table else { return ExitStatus.refused }
        let serial = try await writer.serial(self.line.unit)
        if let serial, let expected = self.line.target?.meter?.serial, serial != expected {
            throw WriteDenial.otherMeter(serial: serial, expected: expected)
        }
        let before = try await writer.read(table, self.line.unit, from: place.address, count: place.values.count)
        let write = try self.write(current: before)
        let fields = try WriteTerms.check(write, profile: self.profile, commissioning: self.commissioning)
        if !self.json { WriteText(self.line, self.profile, fields, write, before, serial).lines.forEach(screen.print) }
        guard write.readBack != before else {
            if !self.json { screen.print("The device holds this already: nothing is written.") }
            return 0
        }
        guard try self.isWanted(), !interruption.isRequested else {
            CrewNote.say("nothing was written.")
            return ExitStatus.found
        }
        let order = WriteOrder(
            unit: self.line.unit, function: write.function, address: write.address, values: write.values,
            before: before, serial: serial, commissioning: self.commissioning)
        return try self.tell(try await self.carryOut(order, writer), fields, screen)
    }

    /// - Parameter current: what the registers hold, for fields that have some bits of one; nil where it is not read.
    private func write(current: [UInt16]?) throws -> RegisterWrite {
        switch self.value {
        case .raw(let function, let address, let values):
            return RegisterWrite(function: function, address: address, values: values)
        case .field(let name, let text):
            let field = try self.profile.found(name)
            guard field.access == .readWrite else {
                let refusal = WriteRefusal.notListed(table: field.table, address: Int(field.valueAddress))
                throw WriteDenial.profile(refusal, writable: WriteTerms.writable(self.profile))
            }
            let words = WriteTerms.merged(try field.words(for: text), field, into: current ?? [])
            return WriteTerms.write(field, words: words, profile: self.profile)
        }
    }

    /// `yes` on a terminal, or `--yes`.
    private func isWanted() throws -> Bool {
        try self.isConfirmed || CrewConsent.isGiven(to: "Write this? Type yes: ")
    }

    private func carryOut(_ order: WriteOrder, _ writer: RegisterWriter) async throws -> WriteReport {
        switch self.line.lender {
        case .service(let client):
            return try await ServiceLine(client: client, bus: self.line.bus, parameters: nil).order("write", order)
        case .ownPort:
            let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
            let folder = self.line.data.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil } ?? here
            let log = try CommissioningLog(in: folder)
            let report = try await writer.carryOut(order)
            try log.append(report)
            return report
        }
    }

    private func tell(_ report: WriteReport, _ fields: [RegisterField], _ screen: CrewScreen) throws -> Int32 {
        if self.json { screen.print(try ReportJSON.line(report)) }
        let after = report.after.map(WriteText.words) ?? "nothing"
        let text =
            switch report.outcome {
            case .written: "Written, and read back the same."
            case .differs: "NOT AS WANTED: \(after) is read back. Compare with the meter's manual."
            case .refused:
                "REFUSED by the device: \(ModbusException(code: report.exception ?? 0)). It holds \(after)."
            case .unknown:
                "UNKNOWN: the device cannot be read after the write."
                    + (fields.contains { $0.effect == .communication }
                        ? " It may answer at another address, rate or parity now: `gridtally scan` finds it." : "")
            }
        if !self.json { screen.print(CrewScreen.wrapped(text, indent: "")) }
        return report.outcome == .written ? 0 : ExitStatus.found
    }
}

extension ChosenLine {
    /// The profile of the unit that was named; only a configured one, or one that the crew names for its own port.
    fileprivate func writableProfile(named name: String?) throws -> DeviceProfile {
        if let meter = self.target?.meter { return try ProfileFolder.profile(meter.profile, in: self.profiles) }
        guard let name, case .ownPort = self.lender else { throw WriteDenial.noProfile(unit: self.unit) }
        return try ProfileFolder.profile(name, in: self.profiles)
    }
}

extension RegisterField {
    /// The registers that stand for a value as people write it: in the unit that is shown, or as 0x1F.
    fileprivate func words(for text: String) throws -> [UInt16] {
        guard self.type.isNumeric else { return try self.encode(text: text) }
        let (digits, _) = self.unit.display
        let scale = (0..<digits).reduce(Int64(1)) { product, _ in product * 10 }
        let hex = text.lowercased().hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : nil
        guard let value = hex ?? DecimalText.parse(text, scale: scale) else {
            throw ProfileError.unencodable(
                field: self.name, value: text, expected: "a number with at most \(digits) decimals")
        }
        return try self.encode(value)
    }
}

extension RegisterWrite {
    /// What is read where this was written.
    fileprivate var readBack: [UInt16] { self.function == 5 ? self.values.map { $0 == 0 ? 0 : 1 } : self.values }
}
