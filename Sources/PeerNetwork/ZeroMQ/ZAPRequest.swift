import Identity

/// A question of libzmq to the authentication handler (ZeroMQ RFC 27, ZAP 1.0).
struct ZAPRequest {
    /// Routing frame and delimiter, which the answer repeats.
    let envelope: [[UInt8]]
    let requestID: [UInt8]
    let domain: String
    let address: String
    /// Nil where the mechanism is not CURVE.
    let key: CurvePublicKey?

    /// Frames kept of a request: envelope 2, fields 6, credentials 1, and one to notice more.
    static let maximumFrames = 10

    /// Nil where the frames are no ZAP 1.0 request.
    init?(frames: [[UInt8]]) {
        guard (8..<Self.maximumFrames).contains(frames.count), frames[1].isEmpty, frames[2] == Array("1.0".utf8)
        else { return nil }
        self.envelope = Array(frames[0..<2])
        self.requestID = frames[3]
        self.domain = String(decoding: frames[4], as: UTF8.self)
        self.address = String(decoding: frames[5], as: UTF8.self)
        let isCurve = frames[7] == Array("CURVE".utf8) && frames.count == 9
        self.key = isCurve ? CurvePublicKey(bytes: frames[8]) : nil
    }

    /// The frames of the answer: 200 with the key as `User-Id`, or 400.
    func answer(admitted: Bool) -> [[UInt8]] {
        let userID = admitted ? self.key?.z85 ?? "" : ""
        let status = admitted ? ["200", "OK"] : ["400", "key is not on the allow-list"]
        let fields = (["1.0"] + [nil] + status + [userID, ""]).map { field in
            field.map { Array($0.utf8) } ?? self.requestID
        }
        return self.envelope + fields
    }
}
