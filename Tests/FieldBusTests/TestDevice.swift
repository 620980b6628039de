import ModbusProtocol

/// A device as its registers are: answers requests by the server side of the codec.
struct TestDevice: Sendable {
    enum Behaviour: Sendable {
        case answers
        /// Hears everything and says nothing.
        case silent
        case exception(ModbusException)
        /// The first bytes of each answer only.
        case cut(Int)
        /// The next answer with a wrong checksum, then sound ones.
        case damagesOnce
        /// The next answer is kept back until it is released; then the device is silent.
        case holdsOnce
        /// Noise before each answer.
        case noise([UInt8])
    }

    var holding: [UInt16: UInt16] = [:]
    var coils: [UInt16: Bool] = [:]
    var behaviour = Behaviour.answers
    /// Registers that answer with exception 02.
    var holes: Set<UInt16> = []
    var requests: [ModbusRequest] = []
    /// False: the clock's command is taken and not carried out.
    var setsClock = true

    mutating func set(_ address: UInt16, _ words: [UInt16]) {
        for (index, word) in words.enumerated() { self.holding[address + UInt16(index)] = word }
    }

    /// 1.5 MWh in, 0 out, −120.5 W, 50.02 Hz, serial "AB12".
    static var meter: TestDevice {
        var device = TestDevice()
        for address: UInt16 in 0..<310 { device.holding[address] = 0 }
        device.set(0, [0x0016, 0xE360, 0, 0])
        device.set(10, [0xFFFF, UInt16(truncatingIfNeeded: -1205)])
        device.set(200, [5002])
        device.set(300, [0x4142, 0x3132, 0, 0])
        return device
    }

    /// 3 pulses at input 1, and 65 538 at input 2; the least significant register first.
    static var counter: TestDevice {
        var device = TestDevice()
        device.set(52, [3, 0, 2, 1])
        return device
    }

    static var relay: TestDevice {
        var device = TestDevice()
        device.coils = [0: false, 1: false]
        return device
    }

    mutating func answer(_ pdu: [UInt8]) -> ModbusResponse {
        let request: ModbusRequest
        do throws(ModbusCodecError) {
            request = try ModbusRequest(pdu: pdu)
        } catch {
            return .exception(function: pdu.first ?? 0, error.exception)
        }
        self.requests.append(request)
        if case .exception(let exception) = self.behaviour {
            return .exception(function: request.function.rawValue, exception)
        }
        return self.response(request) ?? .exception(function: request.function.rawValue, .illegalDataAddress)
    }

    private mutating func response(_ request: ModbusRequest) -> ModbusResponse? {
        let start = request.address ?? 0
        let addresses = (0..<UInt16(request.count)).map { start &+ $0 }
        switch request {
        case .readHoldingRegisters:
            let words = addresses.compactMap { self.holes.contains($0) ? nil : self.holding[$0] }
            return words.count == request.count ? .holdingRegisters(words) : nil
        case .readCoils:
            let bits = addresses.compactMap { self.coils[$0] }
            return bits.count == request.count ? .coils(bits) : nil
        case .writeSingleCoil(let address, let value):
            guard self.coils[address] != nil else { return nil }
            self.coils[address] = value == 0xFF00
            return .singleCoilWritten(address: address, value: value)
        case .writeRegisters(let address, let values):
            guard addresses.allSatisfy({ self.holding[$0] != nil }) else { return nil }
            self.set(address, values)
            if address == 400 { self.carryOutClockCommand(values) }
            return .registersWritten(address: address, count: values.count)
        default: return nil
        }
    }

    /// Command 1003 of the test profile: reserved words, year, month, day, hour, minute, second, reserved.
    private mutating func carryOutClockCommand(_ values: [UInt16]) {
        self.set(420, [values[0], self.setsClock ? 0 : 3007])
        guard self.setsClock else { return }
        self.set(410, [values[3] - 2000, values[4] << 8 | values[5], values[6] << 8 | values[7], values[8] * 1000])
    }

    /// A meter with the clock of ``TestProfiles/clockMeter()``, not set yet.
    static var clockMeter: TestDevice {
        var device = TestDevice.meter
        for address: UInt16 in 400..<430 { device.holding[address] = 0 }
        return device
    }
}
