"""Exports recurrent operators, Einsum and an If, and prints the MACs that follow from their definitions."""
import torch


class Recurrent(torch.nn.Module):
    """Two layers of LSTM in both directions, a GRU and an RNN over 11 steps of a batch of 2, then attention."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(8, 6, 2, bidirectional=True)
        self.gru = torch.nn.GRU(12, 10)
        self.rnn = torch.nn.RNN(10, 9)
        self.query, self.key = (torch.nn.Parameter(torch.randn(9, 3, 4)) for _ in range(2))

    def forward(self, x):
        x = self.rnn(self.gru(self.lstm(x)[0])[0])[0]
        query = torch.einsum("sbd,dhe->sbhe", x, self.query)
        key = torch.einsum("sbd,dhe->sbhe", x, self.key)
        return torch.einsum("qbhe,kbhe->bhqk", query, key).softmax(-1)


class Branches(torch.nn.Module):
    """One convolution, or two."""

    def __init__(self):
        super().__init__()
        self.one = torch.nn.Conv2d(3, 8, 3, padding=1)
        self.two = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 5, padding=2), torch.nn.Conv2d(8, 8, 1))
        self.last = torch.nn.Linear(8, 10)

    def forward(self, x):
        if bool(x.sum() > 0):
            y = self.one(x)
        else:
            y = self.two(x)
        return self.last(y.mean((2, 3)))


def recurrent_macs(gates, features, hidden, directions):
    return directions * gates * hidden * (features + hidden)


torch.manual_seed(0)
torch.onnx.export(Recurrent().eval(), torch.randn(11, 2, 8), "recurrent.onnx", opset_version=14)
torch.onnx.export(torch.jit.script(Branches().eval()), torch.randn(1, 3, 16, 16), "branches.onnx", opset_version=14)
each_step = (recurrent_macs(4, 8, 6, 2) + recurrent_macs(4, 12, 6, 2) + recurrent_macs(3, 12, 10, 1) +
             recurrent_macs(1, 10, 9, 1) + 2 * 9 * 12)
print("recurrent", 2 * (11 * each_step + 11 * 11 * 12))
print("branches", 256 * (3 * 8 * 9) + 80, "or", 256 * (3 * 8 * 25 + 8 * 8) + 80)
