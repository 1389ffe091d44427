"""Exports the networks beside this file and prints the MACs and weights of their convolutions and linear layers."""
import torch
import torchvision


class Odd(torch.nn.Module):
    """What opsets 18 to 20 changed, and sizes that the exported graph computes."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 30, 3, padding=1)
        self.norm = torch.nn.GroupNorm(3, 30)
        self.second = torch.nn.Conv2d(15, 7, 3, dilation=2)
        self.mean = torch.nn.AvgPool2d(3, 2, ceil_mode=True)
        self.most = torch.nn.MaxPool2d(3, 2, ceil_mode=True)
        self.larger = torch.nn.Upsample(scale_factor=2, mode="bilinear")
        self.up = torch.nn.ConvTranspose2d(7, 5, 4, stride=2, padding=1)
        self.last = torch.nn.Linear(5, 4)

    def forward(self, x):
        x = torch.nn.functional.mish(self.norm(self.first(x)))
        a, b = x.split([15, 15], 1)
        x = torch.nn.functional.gelu(a) * torch.sigmoid(b)
        x = torch.nn.functional.pad(self.second(x), (1, 2, 0, 1))
        x = torch.nn.functional.silu(self.up(self.larger(self.most(self.mean(x)))))
        return self.last(x.amax((2, 3)) - x.mean((2, 3))).softmax(1)


def count(network, image):
    macs, weights = 0, 0

    def add(module, inputs, output):
        nonlocal macs, weights
        weights += module.weight.numel()
        if isinstance(module, torch.nn.ConvTranspose2d):  # without the taps beside the image
            ones = torch.nn.functional.conv_transpose2d(
                torch.ones_like(inputs[0]), torch.ones_like(module.weight), None, module.stride, module.padding)
            macs += int(ones.sum())
        else:
            macs += output.numel() * module.weight[0].numel()

    for module in network.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)):
            module.register_forward_hook(add)
    network(image)
    return macs, weights


torch.manual_seed(0)
models = torchvision.models
for name, network, size in [("shufflenet_v2_x1_0", models.shufflenet_v2_x1_0(), (224, 224)),
                            ("mnasnet1_0", models.mnasnet1_0(), (224, 224)), ("odd", Odd(), (33, 35))]:
    image = torch.zeros(1, 3, *size)
    torch.onnx.export(network.eval(), (image,), f"{name}.onnx", dynamo=False, opset_version=20,
                      export_params=name == "odd")
    print(name, *count(network.eval(), image))
