/// Finds the answer to one request in a TCP stream.
///
/// Frames of other transactions (answers that came too late for an earlier question) are counted and dropped. A frame
/// of this transaction that names another unit or does not fit the request is a broken gateway's and is no answer.
public struct MBAPMatcher: Sendable {
    public let transaction: UInt16
    public let unit: UInt8
    public let request: ModbusRequest
    /// Answers to older questions that were dropped.
    public private(set) var droppedCount = 0
    /// Why a frame of this transaction was not taken.
    public private(set) var mismatch: ModbusCodecError?

    public init(transaction: UInt16, unit: UInt8, request: ModbusRequest) {
        self.transaction = transaction
        self.unit = unit
        self.request = request
    }

    /// The answer, where `frame` is it.
    public mutating func match(_ frame: MBAPFrame) -> ModbusResponse? {
        guard frame.transaction == self.transaction, frame.unit == self.unit else {
            self.droppedCount += 1
            return nil
        }
        do throws(ModbusCodecError) {
            return try ModbusResponse(pdu: frame.pdu, answering: self.request)
        } catch {
            self.mismatch = error
            return nil
        }
    }
}
