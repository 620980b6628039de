/// A question without an answer: until it is closed, nothing may be asked that its late answer could be taken for.
struct OpenQuestion: Sendable {
    let unit: UInt8
    let request: ModbusRequest
    /// End of the request on the wire.
    let sentNanoseconds: Int64
    /// When it counts as closed without an answer.
    let untilNanoseconds: Int64
    /// Another master asked it.
    var isForeign = false
    var isClosed = false
    /// Watches for the late answer.
    var framer: RTUResponseFramer

    /// One's answer looks like the other's.
    func isConfusable(with other: OpenQuestion) -> Bool {
        other.unit == self.unit && other.request.hasSameShape(as: self.request)
    }

    func blocks(_ other: ModbusRequest, of unit: UInt8, at now: Int64) -> Bool {
        unit == self.unit && now < self.untilNanoseconds && self.request.hasSameShape(as: other)
    }
}
