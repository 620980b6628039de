import DeviceProfiles
import FieldBus
import ModbusProtocol

/// What a line is lent for: one question that reads, or a while of listening. Pure.
enum LoanTerms {
    /// The longest time-out, and the longest listening at a time.
    static let longestMilliseconds = Bus.longestListening / 1_000_000
    /// Tools on one bus at the same time.
    static let mostBorrowers = 8

    /// Refuses what could change a device, harm it by reading, or keep the line from the box.
    static func check(_ question: LineQuestion, on bus: BusConfiguration) throws(LoanRefusal) {
        guard question.unit != 0 else { throw .broadcast }
        guard question.request.reads else { throw .writes(question.request.function.rawValue) }
        do throws(ModbusCodecError) {
            _ = try question.request.encoded()
        } catch {
            throw .impossible(error)
        }
        if let timeout = question.timeoutNanoseconds, !self.isAllowed(timeout) {
            throw .badTimeout(milliseconds: timeout / 1_000_000)
        }
        try self.check(question.parameters)
        try self.checkReadable(question, bus)
    }

    static func check(listening nanoseconds: Int64, _ parameters: LineParameters?) throws(LoanRefusal) {
        guard self.isAllowed(nanoseconds) else { throw .badDuration(milliseconds: nanoseconds / 1_000_000) }
        try self.check(parameters)
    }

    private static func isAllowed(_ nanoseconds: Int64) -> Bool {
        (1_000_000...Bus.longestListening).contains(nanoseconds)
    }

    /// An odd rate would cost the box its port.
    private static func check(_ parameters: LineParameters?) throws(LoanRefusal) {
        guard let parameters else { return }
        guard BusTransport.knownBauds.contains(parameters.baud), (1...2).contains(parameters.stopBits) else {
            throw .badParameters(parameters)
        }
    }

    private static func checkReadable(_ question: LineQuestion, _ bus: BusConfiguration) throws(LoanRefusal) {
        guard let device = bus.devices.first(where: { $0.unit == question.unit }),
            let address = question.request.address
        else { return }
        let range = Int(address)..<Int(address) + question.request.count
        let hit = device.profile.forbidden.first {
            !$0.allowsReading && $0.table.readFunction == question.request.function.rawValue && $0.range.overlaps(range)
        }
        if let hit { throw .unreadable(device: device.name, reason: hit.reason) }
    }
}

extension ModbusRequest {
    /// False for everything that could change a device.
    var reads: Bool {
        switch self {
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .reportServerID,
            .readDeviceIdentification:
            true
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters: false
        }
    }
}
