/// How soon the network notices that a link is dead, and how often it tries again.
public struct PeerNetworkTiming: Hashable, Sendable {
    /// How often whoever connected pings a publisher, and how long a catch-up connection is silent before the kernel
    /// probes it; that its requests are answered shows more. Default 120 s: oftener, pings cost as much as the readings
    /// on a thin link, and a carrier that forgets connections sooner is rare (RFC 5382 asks for two hours).
    public var heartbeatInterval = Duration.seconds(120)
    /// Time without an answer to a ping after which a link is dropped. Default 60 s.
    public var heartbeatTimeout = Duration.seconds(60)
    /// First pause before a lost link is tried again. Default 0.5 s; it doubles up to `reconnectMaximum`.
    public var reconnectInitial = Duration.milliseconds(500)
    /// Longest pause before a lost link is tried again. Default 60 s.
    public var reconnectMaximum = Duration.seconds(60)
    /// Time for the CURVE handshake, ZAP included. Default 10 s.
    public var handshakeTimeout = Duration.seconds(10)
    /// Time for the TCP connection. Default 10 s.
    public var connectTimeout = Duration.seconds(10)
    /// Time after which a request that was not answered here stops counting against its peer. Default 60 s.
    public var servedRequestLifetime = Duration.seconds(60)

    public init() {}

    public static let standard = PeerNetworkTiming()

    /// Silence after which a connection is dead, wherever it is found.
    var longestSilence: Duration { self.heartbeatInterval + self.heartbeatTimeout }

    func check() throws(PeerNetworkError) {
        let all = [
            self.heartbeatInterval, self.heartbeatTimeout, self.reconnectInitial, self.reconnectMaximum,
            self.handshakeTimeout, self.connectTimeout, self.servedRequestLifetime,
        ]
        guard all.allSatisfy({ $0 >= .milliseconds(1) && $0 <= .seconds(3600) }) else {
            throw .badConfiguration("a network time is outside 1 ms to 1 h; correct the network timing")
        }
        guard self.reconnectInitial <= self.reconnectMaximum else {
            throw .badConfiguration("the first reconnect pause is longer than the longest; correct the network timing")
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, limited to what libzmq's int options hold.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = self.components
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: min(seconds, 2_000_000) * 1000 + part)
    }

    /// Nanoseconds, at least 0 and at most about 31 years, so that sums with a clock reading cannot overflow.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        guard seconds >= 0 else { return 0 }
        return max(0, min(seconds, 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
