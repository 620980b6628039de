import Glibc
import ModbusProtocol

extension BusError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownBaud, .badStopBits, .badTCPPort, .broadcastUnit, .duplicateDevice, .duplicateBus, .sharedEndpoint,
            .realPort:
            self.configurationText
        case .portMissing, .usbPortMissing, .usbPortAmbiguous, .portForbidden, .portInUse, .notASerialPort,
            .wrongSettings, .noRS485Mode, .cannotOpen, .portLost,
            .notModbus:
            self.portText
        case .noAnswer, .damagedAnswer, .collision, .lineBusy, .secondMaster, .refused, .impossibleRequest,
            .questionOpen:
            self.exchangeText
        default: self.requestText
        }
    }

    private var configurationText: String {
        switch self {
        case .unknownBaud(let place, let baud):
            "\(place): \(baud) baud is not a speed of this driver; use one of "
                + BusTransport.knownBauds.map(String.init).joined(separator: ", ")
        case .badStopBits(let place, let stopBits): "\(place): \(stopBits) stop bits; 1 or 2 are possible"
        case .badTCPPort(let place, let port): "\(place): TCP port \(port) is outside 1 to 65535; the standard's is 502"
        case .broadcastUnit(let place):
            "\(place): unit 0 is the broadcast, which no device answers; give the device its own address"
        case .duplicateDevice(let place):
            "\(place): another device of this bus has the same name or unit; give each its own (meters at inputs of one "
                + "pulse counter share its unit)"
        case .duplicateBus(let place): "\(place): another bus has the same name; give each its own"
        case .sharedEndpoint(let place, let other):
            "\(place): bus \(other) uses the same port; put the devices of both into one bus"
        case .realPort(let place):
            "\(place): a real port, but the clock runs faster than real time, which is for simulated lines only; "
                + "remove the clock, or name the link of a simulated line"
        default: ""
        }
    }

    private var portText: String {
        switch self {
        case .portMissing(let place):
            "\(place): there is no such port; is the adapter plugged in? Look for its name in /dev/serial/by-id"
        case .usbPortMissing(let place, let present):
            "\(place): no such USB adapter is plugged in; "
                + (present.isEmpty
                    ? "there is none at all. Plug it in"
                    : "there are: \(present.joined(separator: "; ")). Name one of them")
        case .usbPortAmbiguous(let place, let matching):
            "\(place): several ports are this: \(matching.joined(separator: "; ")); add usb_path or interface"
        case .portForbidden(let place):
            "\(place): no permission to open the port; add the service's user to the group dialout"
        case .portInUse(let place):
            "\(place): another program has the port open; stop it (fuser shows it), or give it another port"
        case .notASerialPort(let place): "\(place): this file is not a serial port; check the path"
        case .wrongSettings(let place, let expected, let found):
            "\(place): asked the adapter for \(expected), it reports \(found); use settings that the adapter can do"
        case .noRS485Mode(let place, let code):
            "\(place): the port's driver does not do the kernel's RS-485 mode (\(errorText(code))); remove `rs485` from the "
                + "bus: most USB adapters switch direction by themselves. A port of the board needs a driver that can"
        case .cannotOpen(let place, let code):
            "\(place): cannot open: \(errorText(code)); check cable, address and power of the other side"
        case .portLost(let place, let code):
            "\(place): the port is gone: \(errorText(code)); it is opened again as soon as it is back"
        case .notModbus(let place, let failure): "\(place): \(failure); check host and port"
        default: ""
        }
    }

    private var exchangeText: String {
        switch self {
        case .noAnswer(let place, let waited):
            "\(place): no answer within \(waited) ms; check the unit's address, its power, baud rate and parity, and "
                + "whether A and B are swapped"
        case .damagedAnswer(let place, let received):
            "\(place): the answer is damaged (\(hexText(received))); check termination, shielding and parity"
        case .collision(let place, let received):
            "\(place): the echo differs from the request, or somebody else asked meanwhile (\(hexText(received))); look "
                + "for a second master on the line"
        case .lineBusy(let place):
            "\(place): the line is never silent; look for a second master, a wrong baud rate or missing bias resistors"
        case .secondMaster(let place, let master):
            "\(place): another master asks on this line (\(master)); nothing is sent until it is gone. Find it with "
                + "`gridtally sniff` and switch one of the two off, or set `second_master: tolerate` for this bus"
        case .refused(let place, let exception): "\(place): \(exception); check that the profile is of this model"
        case .impossibleRequest(let place, let error): "\(place): \(error); correct the profile"
        case .questionOpen(let place):
            "\(place): not asked, because an earlier question of the same shape is unanswered and its late answer "
                + "could be mistaken; it is asked again shortly"
        default: ""
        }
    }

    private var requestText: String {
        switch self {
        case .noSuchDevice(let place, let known):
            "\(place): there is no such device; the bus has \(known.joined(separator: ", "))"
        case .noSuchField(let place, let field): "\(place): the profile has no field \(field); check its spelling"
        case .noSuchChannel(let place, let channel):
            "\(place): the profile declares no relay channel \(channel), and nothing else is ever written; "
                + "check the number or add the channel to the profile"
        case .unreadableField(let place, let field):
            "\(place): no read of this device can fetch \(field); check block limits and alignment in the profile"
        case .stopped(let place): "\(place): the bus is not running any more"
        case .cancelled(let place): "\(place): cancelled before it was done"
        default: ""
        }
    }
}

func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// At most 24 bytes in hexadecimal.
func hexText(_ bytes: [UInt8]) -> String { bytes.isEmpty ? "no bytes" : bytes.hexText() }
