/// What the identification of a device asks for next.
public enum LadderQuestion: Hashable, Sendable {
    case read(RegisterQuestion)
    /// Function 43/14: the objects of category `code` (1 basic, 2 regular, 3 extended) from `object` on.
    case deviceIdentification(code: UInt8, object: UInt8)
    /// Function 17.
    case serverID
}

extension LadderQuestion: CustomStringConvertible {
    public var description: String {
        switch self {
        case .read(let question): "\(question)"
        case .deviceIdentification: "device identification (43/14)"
        case .serverID: "server ID (17)"
        }
    }
}

/// What came of a ``LadderQuestion``.
public enum LadderAnswer: Hashable, Sendable {
    /// As many words as were asked for; bits as 0 and 1.
    case words([UInt16])
    /// Objects of function 43/14 by number; `next` where the device has more of them.
    case objects([Object], next: UInt8?)
    /// The bytes of function 17 after its byte count.
    case serverID([UInt8])
    /// The device answered with a Modbus exception.
    case refused(exception: UInt8)
    /// No usable answer came.
    case silent

    /// A text of function 43/14.
    public struct Object: Hashable, Sendable {
        /// 0 vendor, 1 product code, 2 revision, 3 vendor URL, 4 product, 5 model, 6 application; 128 up are private.
        public let id: UInt8
        public let text: String

        public init(id: UInt8, text: String) {
            (self.id, self.text) = (id, text)
        }
    }

    var registerAnswer: RegisterAnswer {
        switch self {
        case .words(let words): .words(words)
        case .refused(let exception): .refused(exception: exception)
        case .objects, .serverID, .silent: .silent
        }
    }
}
