import DeviceProfiles
import FieldBus
import LineDiagnostics
import ModbusProtocol
import Platform

/// Why a write was not even tried: the device could not be read before it.
struct WriteImpossible: Error, CustomStringConvertible {
    let unit: UInt8
    let what: String

    var description: String {
        "unit \(self.unit) cannot be read (\(self.what)), so nothing was written. `gridtally line-test` says why."
    }
}

/// Writes to one device what its profile allows, and reads back what it has then.
struct RegisterWriter: Sendable {
    let bus: String
    /// The device's name in the configuration.
    let device: String?
    let profile: DeviceProfile
    let line: any LineAccess

    /// - Throws: ``WriteDenial`` where it may not be written, ``WriteImpossible`` where the device is not there; after
    ///   the write nothing is thrown any more but told.
    func carryOut(_ order: WriteOrder) async throws -> WriteReport {
        let write = RegisterWrite(function: order.function, address: order.address, values: order.values)
        let fields = try WriteTerms.check(write, profile: self.profile, commissioning: order.commissioning)
        guard let request = write.request, let table = write.table else {
            throw WriteDenial.profile(.functionNotWriting(order.function), writable: [])
        }
        if let expected = order.serial, let found = try await self.serial(order.unit), found != expected {
            throw WriteDenial.otherMeter(serial: found, expected: expected)
        }
        let before = try await self.read(table, order)
        guard before == order.before else {
            throw WriteDenial.changedMeanwhile(shown: order.before, found: before)
        }
        let record = try await self.line.ask(LineQuestion(unit: order.unit, request: request))
        let after = try? await self.read(table, order)
        return WriteReport(
            bus: self.bus, device: self.device, unitId: Int(order.unit),
            timeMs: RealtimeClock.nanoseconds / 1_000_000, fields: fields.map(\.name), function: Int(order.function),
            address: Int(order.address), before: before, values: order.values, after: after,
            outcome: Self.outcome(record, after, order), exception: record.exception,
            person: order.commissioning?.person, secondPerson: order.commissioning?.secondPerson)
    }

    private static func outcome(_ record: LineRecord, _ after: [UInt16]?, _ order: WriteOrder) -> WriteReport.Outcome {
        if record.exception != nil { return .refused }
        guard let after else { return .unknown }
        let wanted = order.function == 5 ? order.values.map { $0 == 0 ? 0 : 1 } : order.values
        return after == wanted ? .written : .differs
    }

    /// What the registers hold that `order` is about.
    func read(_ table: RegisterTable, _ order: WriteOrder) async throws -> [UInt16] {
        try await self.read(table, order.unit, from: order.address, count: order.values.count)
    }

    /// - Throws: ``WriteImpossible`` where they do not come, once again asked for.
    func read(_ table: RegisterTable, _ unit: UInt8, from address: UInt16, count: Int) async throws -> [UInt16] {
        let question = RegisterQuestion(table: table, address: address, count: count)
        guard let request = ModbusRequest(question) else { throw WriteImpossible(unit: unit, what: "\(question)") }
        var record = try await self.line.ask(LineQuestion(unit: unit, request: request))
        if record.response == nil { record = try await self.line.ask(LineQuestion(unit: unit, request: request)) }
        guard let words = record.response?.words else {
            throw WriteImpossible(unit: unit, what: "\(question): \(record.outcome.rawValue)")
        }
        return words
    }

    /// The device's own number; nil where its profile knows none or it does not tell it.
    func serial(_ unit: UInt8) async throws -> String? {
        guard let field = self.profile.field(named: "id.serial") else { return nil }
        return try await SerialNumbers.read(field, unit, self.line)
    }
}

extension RegisterWrite {
    /// As it goes over the line; nil for a function that does not write.
    var request: ModbusRequest? {
        switch self.function {
        case 5: self.values.first.map { .writeSingleCoil(address: self.address, value: $0) }
        case 6: self.values.first.map { .writeSingleRegister(address: self.address, value: $0) }
        case 15: .writeCoils(address: self.address, values: self.values.map { $0 != 0 })
        case 16: .writeRegisters(address: self.address, values: self.values)
        default: nil
        }
    }
}
