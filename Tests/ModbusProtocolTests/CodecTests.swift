import ModbusProtocol
import TestSupport
import Testing

@Suite("PDU codec, both sides")
struct CodecTests {
    /// Examples of the application protocol V1.1b3, section 6.
    static let examples: [(ModbusRequest, [UInt8], ModbusResponse, [UInt8])] = [
        (
            .readCoils(address: 0x13, count: 0x13), [1, 0, 0x13, 0, 0x13],
            .coils([0xCD, 0x6B, 0x05].flatMap { byte in (0..<8).map { byte >> $0 & 1 == 1 } }.dropLast(5)),
            [1, 3, 0xCD, 0x6B, 0x05]
        ),
        (
            .readHoldingRegisters(address: 0x6B, count: 3), [3, 0, 0x6B, 0, 3],
            .holdingRegisters([0x022B, 0, 0x64]), [3, 6, 2, 0x2B, 0, 0, 0, 0x64]
        ),
        (
            .writeSingleCoil(address: 0xAC, value: 0xFF00), [5, 0, 0xAC, 0xFF, 0],
            .singleCoilWritten(address: 0xAC, value: 0xFF00), [5, 0, 0xAC, 0xFF, 0]
        ),
        (
            .writeCoils(
                address: 0x13, values: [true, false, true, true, false, false, true, true, true, false]),
            [15, 0, 0x13, 0, 10, 2, 0xCD, 0x01], .coilsWritten(address: 0x13, count: 10), [15, 0, 0x13, 0, 10]
        ),
        (
            .writeRegisters(address: 1, values: [10, 0x102]), [16, 0, 1, 0, 2, 4, 0, 10, 1, 2],
            .registersWritten(address: 1, count: 2), [16, 0, 1, 0, 2]
        ),
        (.reportServerID, [17], .serverID([7, 0xFF]), [17, 2, 7, 0xFF]),
        (
            .readDeviceIdentification(code: 1, object: 0), [43, 14, 1, 0],
            .deviceIdentification(
                .init(code: 1, conformity: 1, nextObject: nil, objects: [.init(id: 0, bytes: [0x41, 0x42])])),
            [43, 14, 1, 1, 0, 0, 1, 0, 2, 0x41, 0x42]
        ),
    ]

    @Test("agrees with the standard's examples", arguments: Self.examples)
    func standard(request: ModbusRequest, asked: [UInt8], response: ModbusResponse, answered: [UInt8]) throws {
        #expect(try request.encoded() == asked)
        #expect(try ModbusRequest(pdu: asked) == request)
        #expect(try response.encoded() == answered)
        #expect(try ModbusResponse(pdu: answered, answering: request) == response)
    }

    @Test("what is encoded decodes to the same, and every truncation is refused")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<400 {
            let request = randomRequest(&random)
            let asked = try request.encoded()
            #expect(try ModbusRequest(pdu: asked) == request)
            for count in asked.indices {
                #expect(throws: ModbusCodecError.self) { try ModbusRequest(pdu: asked.prefix(count)) }
            }
            let response = randomResponse(to: request, &random)
            let answered = try response.encoded()
            #expect(try ModbusResponse(pdu: answered, answering: request) == response)
            for count in answered.indices {
                #expect(throws: ModbusCodecError.self) {
                    try ModbusResponse(pdu: answered.prefix(count), answering: request)
                }
            }
        }
    }

    @Test("random bytes never crash and never decode to something that encodes otherwise")
    func hostileBytes() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<20000 {
            let functions = ModbusFunction.allCases
            var bytes = random.bytes(Int.random(in: 0...20, using: &random))
            if !bytes.isEmpty, let function = functions.randomElement(using: &random) { bytes[0] = function.rawValue }
            if let request = try? ModbusRequest(pdu: bytes), request.function != .writeCoils {
                #expect((try? request.encoded()) == bytes)
            }
            _ = try? ModbusResponse(pdu: bytes, answering: randomRequest(&random))
        }
    }

    @Test(
        "a request outside the limits is refused with the exception a device answers",
        arguments: [
            ([3, 0, 0, 0, 0], ModbusException.illegalDataValue), ([3, 0, 0, 0, 126], .illegalDataValue),
            ([4, 0xFF, 0xFF, 0, 2], .illegalDataAddress), ([1, 0, 0, 0x07, 0xD1], .illegalDataValue),
            ([16, 0, 0, 0, 2, 2, 0, 0], .illegalDataValue), ([22, 0, 0], .illegalFunction),
            ([43, 13, 1, 0], .illegalFunction),
        ] as [([UInt8], ModbusException)])
    func limits(bytes: [UInt8], exception: ModbusException) {
        let error = #expect(throws: ModbusCodecError.self) { try ModbusRequest(pdu: bytes) }
        #expect(error?.exception == exception)
    }

    @Test("an answer with another byte count, function, address or value is no answer")
    func wrongAnswers() {
        let read = ModbusRequest.readHoldingRegisters(address: 0, count: 2)
        for bytes: [UInt8] in [[3, 4, 0, 0, 0], [3, 2, 0, 0], [4, 4, 0, 0, 0, 0], [3, 5, 0, 0, 0, 0], [0x84, 2]] {
            #expect(throws: ModbusCodecError.self) { try ModbusResponse(pdu: bytes, answering: read) }
        }
        let write = ModbusRequest.writeSingleRegister(address: 3, value: 9)
        for bytes: [UInt8] in [[6, 0, 3, 0, 8], [6, 0, 2, 0, 9]] {
            #expect(throws: ModbusCodecError.wrongEcho(function: .writeSingleRegister)) {
                try ModbusResponse(pdu: bytes, answering: write)
            }
        }
    }

    @Test("an exception keeps its code")
    func exceptions() throws {
        let read = ModbusRequest.readHoldingRegisters(address: 0, count: 2)
        let response = try ModbusResponse(pdu: [0x83, 11], answering: read)
        #expect(response == .exception(function: 3, .gatewayTargetFailed))
        #expect(try response.encoded() == [0x83, 11])
    }

    @Test("checksum of the classic example, low byte first")
    func checksum() {
        #expect(RTUFrame.encode(unit: 1, pdu: [3, 0, 0, 0, 10]) == [1, 3, 0, 0, 0, 10, 0xC5, 0xCD])
        #expect(CRC16.checksum(Array("123456789".utf8)) == 0x4B37)
    }
}
