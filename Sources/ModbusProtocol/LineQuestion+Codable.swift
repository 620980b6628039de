/// With the request as its bytes from function code to data, as in ``LineRecord/request``.
extension LineQuestion: Codable {
    private enum CodingKeys: String, CodingKey {
        case unit
        case request
        case parameters
        case timeoutNanoseconds
        case transmitsDespiteMaster
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = try fields.decode([UInt8].self, forKey: .request)
        let request: ModbusRequest
        do throws(ModbusCodecError) {
            request = try ModbusRequest(pdu: bytes)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .request, in: fields, debugDescription: "no Modbus request: \(error)")
        }
        self.init(
            unit: try fields.decode(UInt8.self, forKey: .unit), request: request,
            parameters: try fields.decodeIfPresent(LineParameters.self, forKey: .parameters),
            timeoutNanoseconds: try fields.decodeIfPresent(Int64.self, forKey: .timeoutNanoseconds),
            transmitsDespiteMaster: try fields.decodeIfPresent(Bool.self, forKey: .transmitsDespiteMaster) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.unit, forKey: .unit)
        try fields.encode(self.request.encoded(), forKey: .request)
        try fields.encodeIfPresent(self.parameters, forKey: .parameters)
        try fields.encodeIfPresent(self.timeoutNanoseconds, forKey: .timeoutNanoseconds)
        if self.transmitsDespiteMaster { try fields.encode(true, forKey: .transmitsDespiteMaster) }
    }
}
