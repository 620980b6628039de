import DeviceProfiles
import FieldBus
import LineDiagnostics
import ModbusProtocol

/// Reads the serial numbers of devices that have told none yet.
enum SerialNumbers {
    private static let patience: Int64 = 1_000_000_000

    /// - Parameter bus: only of this one; nil: of all.
    /// - Throws: where a port cannot be used; a device that is silent stays without a number.
    static func learn(
        _ directory: inout MeterDirectory, bus: String?, profiles: ProfileCatalog,
        open: (String) throws -> any LineAccess
    ) async throws {
        let interruption = CrewInterruption()
        for meter in directory.withoutSerial where bus == nil || meter.bus == bus {
            if interruption.isRequested { return }
            guard let field = profiles[meter.profile]?.field(named: "id.serial") else { continue }
            guard let serial = try await self.read(field, meter.unit, try open(meter.bus)) else { continue }
            directory.learn(serial: serial, bus: meter.bus, unit: meter.unit)
        }
    }

    /// The number as text; nil where the unit does not tell it.
    static func read(_ field: RegisterField, _ unit: UInt8, _ line: any LineAccess) async throws -> String? {
        guard let request = ModbusRequest(RegisterQuestion(field)) else { return nil }
        let question = LineQuestion(unit: unit, request: request, timeoutNanoseconds: self.patience)
        guard let words = try await line.ask(question).response?.words else { return nil }
        return field.decode(words).identifier
    }
}

extension ModbusRequest {
    /// The read that brings what a question asks for.
    init?(_ question: RegisterQuestion) {
        guard let function = ModbusFunction(rawValue: question.table.readFunction) else { return nil }
        self.init(reading: function, address: question.address, count: question.count)
    }
}
